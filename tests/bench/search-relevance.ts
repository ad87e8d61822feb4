import { measureRelevance } from '../_support/search-relevance.ts'

const say = (line: string): boolean => process.stdout.write(`${line}\n`)
const { questions, tools, targets, recallAt10, reciprocalRank, misses } = await measureRelevance()

for (const { question, found } of misses) say(`missed  ${question}\n        found ${found.slice(0, 3).join(', ')} …`)
say(`\n${questions} questions over ${tools} tools of ${targets} MCP servers, Node ${process.version}`)
say(`recall@10 ${recallAt10.toFixed(3)}   MRR@10 ${reciprocalRank.toFixed(3)}`)
say('command: npm run bench:search')
