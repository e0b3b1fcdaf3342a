import { Command, Option } from 'commander'
import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { inOneTransaction } from '../../database/one-transaction.ts'
import { audit } from '../../directory/audit.ts'
import { makeTestDelivery } from '../../incidents/notify/deliveries.ts'
import { asReceiverError, ReceiverError } from '../../incidents/notify/receiver-error.ts'
import { addReceiver, listReceivers, receiverById, setReceiver } from '../../incidents/notify/receivers.ts'
import { sendNow } from '../../incidents/notify/sender.ts'
import { deliveryOf } from '../../incidents/notify/views.ts'
import { type ReceiverEvent, type ReceiverKind, receiverEvents, receiverKinds } from '../../incidents/tables.ts'
import { silentLog } from '../../log.ts'
import { folded } from '../../network/spelling.ts'
import { StartError } from '../../start/start-error.ts'
import { withChange, withDatabase } from '../command-database.ts'
import { collect } from '../terminal/option-values.ts'
import { JSON_OPTION, type JsonOption, printRows } from '../terminal/output.ts'
import { readTyped } from '../terminal/typed-secret.ts'

/** What of a receiver's settings is no secret. */
interface Settings {
  to: string[]
  from?: string
  url?: string
  chat?: string
  server?: string
  username?: string
}
interface AddOptions extends Settings {
  kind: ReceiverKind
  language: 'es' | 'en'
  events?: ReceiverEvent[]
}
interface SetOptions extends Settings {
  name?: string
  language?: 'es' | 'en'
  events?: ReceiverEvent[]
  disable?: boolean
  enable?: boolean
  settings?: boolean
}

/** `plaza receiver add|list|set|test`. */
export function receiverCommand(): Command {
  const command = new Command('receiver').description('who is called for incidents, and how').showHelpAfterError()
  withSettings(
    command
      .command('add <name>')
      .description('add one; its secrets are asked for, or lines of stdin')
      .addOption(new Option('--kind <kind>', 'how it is reached').choices(receiverKinds).makeOptionMandatory())
      .addOption(new Option('--language <language>', 'of what it is told').choices(['es', 'en']).default('es')),
  ).action((name: string, given: AddOptions) =>
    withChange(async (db, sealer) => {
      const { kind, language, events = ['incidents'] } = given
      const receiver = { name: name.trim(), kind, language, events, settings: await settingsOf(kind, given) }
      const id = await addReceiver(db, sealer, receiver).catch(explained)
      const { shown } = (await receiverById(db, id))!
      await audit(db, { kind: 'command' }, 'receiver.add', `receiver ${id}`, {
        name: receiver.name,
        ...{ kind, language, events, shown },
      })
      console.log(`Receiver ${id} "${receiver.name}" is added: ${shown}`)
    }),
  )
  listCommand(command)
  setCommand(command)
  testCommand(command)
  return command
}

const withSettings = (command: Command): Command =>
  command
    .option('--to <address>', 'email: a mailbox, repeatable', collect, [])
    .option('--from <address>', 'email: the sender')
    .option('--url <url>', 'webhook, alertmanager: its address; pagerduty: another than PagerDuty’s own')
    .option('--chat <chat>', 'telegram: a chat’s number, or @channel')
    .option('--server <url>', 'telegram: another Bot API server than Telegram’s own')
    .option('--username <name>', 'alertmanager: as whom; the password is asked for')
    .addOption(
      new Option('--events <event...>', 'what a webhook is told; without it incidents alone').choices(receiverEvents),
    )

/** As the kind wants them; what is secret is asked for. */
async function settingsOf(kind: ReceiverKind, { to, from, url, chat, server, username }: Settings): Promise<unknown> {
  const typed = (question: string) => readTyped({ question, name: question })
  switch (kind) {
    case 'email':
      return { to, from, smtp: await typed('Mail server, e.g. smtp://user:password@mail.example:587') }
    case 'webhook':
      return { url, secret: await typed('Secret with which what is sent is signed') }
    case 'slack':
      return { url: await typed('Address of the incoming webhook') }
    case 'telegram':
      return { chat, ...(server !== undefined && { server }), token: await typed('Token of the bot') }
    case 'pagerduty':
      return { ...(url !== undefined && { url }), routingKey: await typed('Integration key') }
    case 'alertmanager':
      return { url, ...(username !== undefined && { username, password: await typed('Password') }) }
  }
}

function listCommand(command: Command): void {
  command
    .command('list')
    .description('list them, without what is secret')
    .option(...JSON_OPTION)
    .action((options: JsonOption) =>
      withDatabase(async (db) =>
        printRows(
          await listReceivers(db),
          options,
          (row) => ({
            ...{ number: row.id, name: row.name, kind: row.kind, reaches: row.shown, language: row.language },
            ...{ events: row.events.join(', ') },
            ...{ disabled: row.disabled_at !== null, 'failing since': row.failing_since?.toISOString() ?? null },
          }),
          'There are none yet: plaza receiver add',
        ),
      ),
    )
}

function setCommand(command: Command): void {
  withSettings(
    command
      .command('set <receiver>')
      .description('change what is given')
      .option('--name <name>', 'another name')
      .addOption(new Option('--language <language>', 'of what it is told').choices(['es', 'en']))
      .addOption(new Option('--disable', 'nothing is told it any more').conflicts('enable'))
      .option('--enable', 'it is told again')
      .option('--settings', 'how it is reached, as a whole: as with add, and its secrets are asked for'),
  ).action((name: string, given: SetOptions) =>
    withChange(async (db, sealer) => {
      const { id, kind } = await receiverNamed(db, name)
      const disabled = given.disable ? true : given.enable ? false : undefined
      const fields = {
        ...(given.name !== undefined && { name: given.name.trim() }),
        ...(given.language !== undefined && { language: given.language }),
        ...(disabled !== undefined && { disabled }),
        ...(given.events !== undefined && { events: given.events }),
      }
      const settings = given.settings ? await settingsOf(kind, given) : undefined
      await setReceiver(db, sealer, { id, kind }, { ...fields, settings }).catch(explained)
      const { shown } = (await receiverById(db, id))!
      await audit(db, { kind: 'command' }, 'receiver.set', `receiver ${id}`, {
        ...fields,
        ...(settings !== undefined && { shown }),
      })
      console.log(`Receiver ${id} is changed.`)
    }),
  )
}

function testCommand(command: Command): void {
  command
    .command('test <receiver>')
    .description('send it a trial, and say what came of it')
    .action((name: string) =>
      withDatabase(async (db, sealer, { http, timeZone }) => {
        const { id, name: found } = await receiverNamed(db, name)
        const delivery = await inOneTransaction(db, async (one) => {
          await audit(one, { kind: 'command' }, 'receiver.test', `receiver ${id}`, { name: found })
          return makeTestDelivery(one, id)
        })
        await sendNow({ db, sealer, log: silentLog, publicUrl: http.publicUrl, timeZone }, delivery)
        await publish(db, { type: 'incidents' })
        const outcome = await deliveryOf(db, delivery)
        if (outcome?.state === 'failed') throw new StartError(`"${found}" did not take it: ${outcome.error}`)
        console.log(outcome?.state === 'sent' ? `"${found}" has taken it.` : 'It is being sent: plaza receiver list')
      }),
    )
}

/** By its name in any case, or its number. @throws {StartError} */
export async function receiverNamed(db: Pick<Database, 'query'>, name: string) {
  const all = await listReceivers(db)
  const found = all.find((one) => folded(one.name) === folded(name)) ?? all.find(({ id }) => `${id}` === name)
  if (found) return found
  throw new StartError(`There is no receiver "${name}": plaza receiver list`)
}

function explained(error: unknown): never {
  try {
    return asReceiverError(error)
  } catch (found) {
    if (found instanceof ReceiverError) throw new StartError(found.message)
    throw found
  }
}
