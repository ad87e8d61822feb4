/** A fault in sign-in.json: names the place, what is wrong (never a secret's value), and an example. */
export class SignInFileError extends Error {
  override name = 'SignInFileError'

  constructor(path: string, place: string, fault: string, example?: string) {
    super(`${path}${place && `, ${place}`}: ${fault}${example === undefined ? '' : ` Example: ${example}`}`)
  }
}
