import { Command } from 'commander'
import { addAddCommand } from './add.ts'
import { certificateCommand } from './certificate.ts'
import { addConfigurationCommand } from './configuration.ts'
import { addInUseCommands } from './in-use.ts'
import { addListCommand } from './list.ts'
import { macPasswordCommand } from './mac-password.ts'
import { addControllerPasswordCommand, addRotateSecretCommand } from './secret-commands.ts'
import { addSetCommand } from './set.ts'
import { messageAuthenticatorCommand } from './signing.ts'
import { addWalledGardenCommand } from './walled-garden.ts'

/** `plaza gateway add|set|list|message-authenticator|rotate-secret|certificate|disable|enable|remove|…`. */
export function gatewayCommand(): Command {
  const command = new Command('gateway').description('the gateways (NAS) that may ask RADIUS').showHelpAfterError()
  addAddCommand(command)
  addSetCommand(command)
  addListCommand(command)
  messageAuthenticatorCommand(command)
  addRotateSecretCommand(command)
  addControllerPasswordCommand(command)
  command.addCommand(macPasswordCommand())
  command.addCommand(certificateCommand())
  addInUseCommands(command)
  addWalledGardenCommand(command)
  addConfigurationCommand(command)
  return command
}
