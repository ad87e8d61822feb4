/** A setting that stops the start: names the variable, what is wrong with it (never a secret's value), and an example. */
export class SettingsError extends Error {
  override name = 'SettingsError'
  readonly variable: string

  constructor(variable: string, fault: string, example: string) {
    super(`${variable} ${fault} Example: ${variable}=${example}`)
    this.variable = variable
  }
}
