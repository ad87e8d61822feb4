// npm run lint: every house rule that a machine can check. Each gate prints what it counted, and one that saw too little is
// red, because a checker that reads nothing also finds nothing (I10).
import { install } from './_support/install.mjs'
import { main, say } from './_support/run.mjs'

main(async () => {
  await install(say)
  const { generate } = await import('./generate.mjs')
  await generate(say)
  const { gates } = await import('./_support/gates.mjs')
  let red = 0
  for (const gate of gates) {
    say(`${gate.name} …`)
    const { counted, problems, note } = await gate.check()
    const blind = counted < gate.floor
    for (const problem of problems) process.stdout.write(`${problem}\n`)
    if (blind) process.stdout.write(`saw ${counted} ${gate.unit}, fewer than the ${gate.floor} that are surely there\n`)
    say(`${gate.name}: ${counted} ${gate.unit}, ${problems.length} problems${note ? `, ${note}` : ''}`)
    if (blind || problems.length > 0) red += 1
  }
  say(red === 0 ? 'All gates are green.' : `${red} of ${gates.length} gates are red.`)
  return red === 0 ? 0 : 1
})
