/** GuardDuty: is there a detector, and is it on. It finds nothing. */
import {
  BadRequestException$,
  GetDetectorCommand,
  GuardDutyClient,
  ListDetectorsCommand,
} from '@aws-sdk/client-guardduty'
import { modelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { defineService, operation } from '../service.ts'
import { arnHere, estateHere } from './estate.ts'

const invalid = (message: string) => modelled(BadRequestException$, message)

export const guardduty = defineService({
  client: GuardDutyClient,
  signingName: 'guardduty',
  operations: [
    operation(ListDetectorsCommand, {
      run(call, input) {
        const { items, next } = paginate(call, [...estateHere(call).detectors.keys()], {
          token: input.NextToken,
          size: input.MaxResults,
          default: 50,
          max: 50,
        })
        return { DetectorIds: [...items], NextToken: next }
      },
    }),
    operation(GetDetectorCommand, {
      target: (call, input) => ({ arn: arnHere(call, `detector/${input.DetectorId}`) }),
      run(call, { DetectorId = '' }) {
        const found = estateHere(call).detectors.get(DetectorId)
        if (found === undefined) {
          throw invalid('The request is rejected because the input detectorId is not owned by the current account.')
        }
        return found
      },
    }),
  ],
  invalidToken: invalid,
  invalidInput: invalid,
})
