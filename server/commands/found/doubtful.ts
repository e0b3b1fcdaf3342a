import { type Command, Option } from 'commander'
import { audit } from '../../directory/audit.ts'
import { type Doubt, type DoubtWay, doubtWays } from '../../health/doubts/doubt.ts'
import { listDoubts } from '../../health/doubts/list.ts'
import { settleDoubt } from '../../health/doubts/settle.ts'
import type { HotspotRecord } from '../../network/hotspots/record.ts'
import { StartError } from '../../start/start-error.ts'
import { withChange, withDatabase } from '../command-database.ts'
import { explained } from '../network-errors.ts'
import { JSON_OPTION, type JsonOption, printRows } from '../terminal/output.ts'

/** `plaza found doubtful|settle`. */
export function addDoubtCommands(command: Command): void {
  command
    .command('doubtful')
    .description('list what cannot be as it is said of hotspots, and by which ways each is settled')
    .option(...JSON_OPTION)
    .action((options: JsonOption) =>
      withDatabase(async (db) => {
        const doubts = await listDoubts(db)
        if (options.json) return console.log(JSON.stringify(doubts.map(plain), null, 2))
        printRows(
          doubts,
          options,
          (doubt) => ({
            ...{ doubt: doubt.id, hotspot: shownAs(doubt.hotspot), what: words(doubt) },
            'settled by': doubt.ways.join(', '),
          }),
          'Nothing is doubtful.',
        )
      }),
    )

  command
    .command('settle <doubt>')
    .description('settle what is doubtful: as plaza found doubtful shows it, by one of its ways')
    .addOption(
      new Option('--by <way>', '"right": it is so, and is not asked again').choices(doubtWays).makeOptionMandatory(),
    )
    .action((id: string, { by }: { by: DoubtWay }) =>
      withChange(async (db) => {
        const done = await settleDoubt(db, id, by, { staffId: null }).catch(explained)
        if (!done) throw new StartError(`Nothing is doubtful by the name ${id}: plaza found doubtful shows what is.`)
        const { doubt, changes, sessions } = done
        const detail = { kind: doubt.kind, way: by, evidence: doubt.evidence, changes, sessions }
        await audit(db, { kind: 'command' }, 'hotspot.settle', `hotspot ${doubt.hotspot.id}`, detail)
        console.log(
          by === 'right' ? 'It is kept as right.' : `It is settled: ${Object.keys(changes).length} hotspots changed.`,
        )
      }),
    )
}

const shownAs = ({ id, programme, code, name }: HotspotRecord) => `${id} ${programme} ${code}, ${name}`

/** What is doubtful, in a sentence. */
function words({ kind, other, facts: { ours, theirs, distance, heard } }: Doubt): string {
  const another = other ? shownAs(other) : ''
  switch (kind) {
    case 'address':
      return `${another} has the address ${ours} too`
    case 'serial':
      return `${another} has the serial number ${ours} too`
    case 'gateway':
      return `hangs on ${ours}, and ${theirs} has reported ${heard?.sessions} sessions from it`
    case 'far':
      return `is ${distance} m from the middle of ${ours}'s hotspots`
    case 'moved':
      return `a file has put it ${distance} m from where staff had`
    case 'device':
      return `is ${ours}, and its agent says ${theirs}${other ? `, which is ${another}` : ''}`
  }
}

const plain = ({ hotspot, other, ...doubt }: Doubt) => ({
  ...doubt,
  hotspot: { id: hotspot.id, name: hotspot.name },
  other: other ? { id: other.id, name: other.name } : null,
})
