import { Command } from 'commander'
import { checkCityKey, type Finding } from '../city-key/check/check.ts'
import { type CityKeyClient, type Config, readConfig, residentsOf } from '../config/index.ts'
import { StartError } from '../start/start-error.ts'
import { table } from './terminal/table.ts'

const words: Record<Finding['result'], string> = { fits: 'fits', misfit: 'DOES NOT FIT', unknown: 'cannot tell' }

/** `plaza city-key check`. */
export function cityKeyCommand(): Command {
  const command = new Command('city-key').description('the single sign-on of residents and staff').showHelpAfterError()
  command
    .command('check')
    .description(
      'walk the conversation with the provider as far as it goes without a person: what fits, and what mends the rest',
    )
    .option('--json', 'as JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const checked = await check(readConfig(process.env, false))
      if (json) console.log(JSON.stringify(checked, null, 2))
      else for (const { client, findings } of checked) print(client, findings)
      if (checked.some(({ findings }) => findings.some(({ result }) => result === 'misfit'))) process.exitCode = 1
    })
  return command
}

async function check(config: Config): Promise<Array<{ client: string; findings: Finding[] }>> {
  const { staff } = config.cityKey
  const residents = residentsOf(config)
  const { issuer, clientId } = residents
  if (issuer === undefined || clientId === undefined)
    throw new StartError('CITY_KEY_ISSUER and CITY_KEY_CLIENT_ID: set them first; the demo’s own City Key fits.')
  const at = (path: string) => `${config.http.publicUrl}${path}`
  const client: CityKeyClient = { ...residents, issuer, clientId }
  const one = (name: string, options: CityKeyClient, path: string, isApart: boolean) =>
    checkCityKey({ client: options, redirectUri: at(path), isApart }).then((findings) => ({ client: name, findings }))
  return [
    await one('residents', client, '/portal/callback', false),
    await one('staff', staff ?? client, '/staff/callback', staff !== undefined),
  ]
}

function print(client: string, findings: Finding[]): void {
  console.log(`City Key of ${client}:`)
  console.log(
    table(
      findings.map(({ what, result, detail, setting }) => ({
        what,
        ' ': words[result],
        'setting to look at': setting ?? '',
        detail,
      })),
    ),
  )
  console.log('')
}
