import { Command, Option } from 'commander'
import { benchCharts } from './health/charts.ts'
import { benchHealth } from './health/index.ts'
import { benchIncidents } from './incidents/index.ts'
import { mexicoCityIn, usualFolder } from './network/files.ts'
import { benchNetwork } from './network/index.ts'
import { benchPortal } from './portal/index.ts'
import { benchRadius } from './radius/index.ts'
import { benchRetention } from './retention.ts'
import { benchSiting } from './siting/index.ts'
import { benchUsage } from './usage/index.ts'

const number = (text: string): number => {
  const value = Number(text)
  if (!(value > 0)) throw new Error(`"${text}" is not a number above 0`)
  return value
}

await new Command('bench')
  .description('measures Plaza beside its peers, on this machine and in the same minutes')
  .addCommand(
    new Command('radius')
      .description('requests a second, delays and memory of RADIUS, beside FreeRADIUS where it is installed')
      .option('--seconds <n>', 'length of a round', number, 3)
      .option('--rounds <n>', 'rounds of each, of which the median counts', number, 3)
      .option('--devices <n>', 'devices in the database', number, 1_000_000)
      .option('--only <stages...>', 'known, unknown, accounting, floods, memory, soak, workers, eap')
      .action(benchRadius),
  )
  .addCommand(
    new Command('portal')
      .description('sign-ins begun at a steady rate on one web process: delays of the first page, and memory')
      .option('--rate <n>', 'sign-ins a second', number, 500)
      .option('--seconds <n>', 'length of a round', number, 10)
      .option('--rounds <n>', 'rounds', number, 3)
      .action(benchPortal),
  )
  .addCommand(
    new Command('health')
      .description("polls of a city's SNMP agents, beside prometheus-snmp-exporter where it is installed")
      .option('--agents <n>', 'hotspots in the database, each with an agent or behind one', number, 35_000)
      .option('--interval <n>', 'seconds between polls', number, 10)
      .option('--rounds <n>', 'intervals that are measured', number, 3)
      .option('--profile <folder>', "where the poller's CPU profile is written")
      .action(benchHealth),
  )
  .addCommand(
    new Command('retention')
      .description('a first retention run over old sessions, cut off and gone on with, beside readers')
      .option('--sessions <n>', 'sessions in the database', number, 1_000_000)
      .action(benchRetention),
  )
  .addCommand(
    new Command('charts')
      .description('charts of a day, a week, a month and a year from a year of what is kept of readings')
      .option('--hotspots <n>', 'hotspots of the city', number, 35_000)
      .option('--hours <n>', 'days of which hours are kept', number, 31)
      .action(benchCharts),
  )
  .addCommand(
    new Command('usage')
      .description('what was used, counted by place and day, and a year of it asked for as the page does')
      .option(
        '--sessions <n>',
        'sessions in 400 days, of which those of two weeks are stored and counted',
        number,
        2_000_000,
      )
      .action(benchUsage),
  )
  .addCommand(
    new Command('siting')
      .description("plans for a real city's residents: proven gap, processor time, memory, a dragged site's delay")
      .option('--seconds <n>', 'processor time for a plan; half as much again for the finer cells', number, 30)
      .action(benchSiting),
  )
  .addCommand(
    new Command('network')
      .description(
        "Mexico City's 32,461 hotspots: their import, preview, list and search, beside PostgreSQL's own COPY",
      )
      .option('--rounds <n>', 'times that a list or search is asked for, of which the median counts', number, 9)
      .addOption(
        new Option('--data <folder>', "Mexico City's files").argParser(mexicoCityIn).default(undefined, usualFolder),
      )
      .action(({ data, ...options }) => benchNetwork({ data: data ?? mexicoCityIn(usualFolder), ...options })),
  )
  .addCommand(
    new Command('incidents')
      .description(
        '5,000 alerts at 35,000 hotspots become incidents, a year of them is filtered, a long list leaves as CSV',
      )
      .option('--rounds <n>', 'times that a list is asked for, of which the median counts', number, 9)
      .option('--dashboard', 'also what the dashboard does meanwhile, in Debian’s Chromium')
      .action(benchIncidents),
  )
  .parseAsync()
