/** AWS Config: the recorder, its channel, and what its rules say. Configuration items are not recorded. */
import {
  ConfigServiceClient,
  DescribeComplianceByConfigRuleCommand,
  DescribeConfigurationRecorderStatusCommand,
  DescribeConfigurationRecordersCommand,
  DescribeDeliveryChannelStatusCommand,
  InvalidNextTokenException$,
  InvalidParameterValueException$,
  NoSuchConfigRuleException$,
  NoSuchConfigurationRecorderException$,
} from '@aws-sdk/client-config-service'
import { modelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { type Call, defineService, operation } from '../service.ts'
import type { RecordingState } from '../world/estate.ts'
import { arnHere, estateHere } from './estate.ts'

/** None or one: an account has one recorder of its own in a Region. */
function recordingNamed(call: Call, names: readonly string[] | undefined): readonly RecordingState[] {
  const { recording } = estateHere(call)
  const missing = names?.find((name) => name !== recording?.recorder.name)
  if (missing !== undefined) {
    throw modelled(
      NoSuchConfigurationRecorderException$,
      `Cannot find configuration recorder with the specified name '${missing}'.`,
    )
  }
  return recording === undefined ? [] : [recording]
}

/** Rules a page; the API reference names no number and takes none. */
const rulesPerPage = 25

export const config = defineService({
  client: ConfigServiceClient,
  signingName: 'config',
  operations: [
    operation(DescribeConfigurationRecordersCommand, {
      target: (call) => ({ arn: arnHere(call, 'configuration-recorder/*') }),
      run: (call, input) => ({
        ConfigurationRecorders: recordingNamed(call, input.ConfigurationRecorderNames).map(({ recorder }) => recorder),
      }),
    }),
    operation(DescribeConfigurationRecorderStatusCommand, {
      target: (call) => ({ arn: arnHere(call, 'configuration-recorder/*') }),
      run: (call, input) => ({
        ConfigurationRecordersStatus: recordingNamed(call, input.ConfigurationRecorderNames).map(
          ({ status }) => status,
        ),
      }),
    }),
    operation(DescribeDeliveryChannelStatusCommand, {
      run: (call) => ({ DeliveryChannelsStatus: recordingNamed(call, undefined).map(({ channel }) => channel) }),
    }),
    operation(DescribeComplianceByConfigRuleCommand, {
      target: (call) => ({ arn: arnHere(call, 'config-rule/*') }),
      run(call, input) {
        const rules = estateHere(call).recording?.rules ?? new Map()
        const missing = input.ConfigRuleNames?.find((name) => !rules.has(name))
        if (missing !== undefined) {
          throw modelled(NoSuchConfigRuleException$, `The ConfigRule '${missing}' provided in the request is invalid.`)
        }
        const all = [...rules].filter(([name]) => input.ConfigRuleNames?.includes(name) ?? true)
        const { items, next } = paginate(call, all, {
          token: input.NextToken,
          size: undefined,
          default: rulesPerPage,
          max: rulesPerPage,
          of: input.ConfigRuleNames ?? [],
        })
        return {
          ComplianceByConfigRules: items.map(([ConfigRuleName, ComplianceType]) => ({
            ConfigRuleName,
            Compliance: { ComplianceType },
          })),
          NextToken: next,
        }
      },
    }),
  ],
  invalidToken: (message) => modelled(InvalidNextTokenException$, message),
  invalidInput: (message) => modelled(InvalidParameterValueException$, message),
})
