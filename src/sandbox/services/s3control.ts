/** S3 of an account as a whole. It signs with S3's name, so its operations answer beside those of buckets. */
import { GetPublicAccessBlockCommand } from '@aws-sdk/client-s3-control'
import { unmodelled } from '../aws-error.ts'
import { type Operation, operation } from '../service.ts'

export const s3AccountOperations: readonly Operation[] = [
  {
    ...operation(GetPublicAccessBlockCommand, {
      action: 's3:GetAccountPublicAccessBlock',
      run({ account }, { AccountId }) {
        if (AccountId !== account.id) throw unmodelled('AccessDenied', 403, 'Access Denied')
        const block = account.s3.publicAccessBlock
        if (block === undefined) {
          throw unmodelled(
            'NoSuchPublicAccessBlockConfiguration',
            404,
            'The public access block configuration was not found',
          )
        }
        return {
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: block.blockPublicAcls,
            IgnorePublicAcls: block.ignorePublicAcls,
            BlockPublicPolicy: block.blockPublicPolicy,
            RestrictPublicBuckets: block.restrictPublicBuckets,
          },
        }
      },
    }),
    // The operation of a bucket has the same name; IAM tells the two apart, and so do fault plans and counts.
    name: 'GetAccountPublicAccessBlock',
  },
]
