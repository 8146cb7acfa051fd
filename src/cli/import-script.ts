/**
 * What `bailiwick import --script` prints: POSIX sh around the AWS CLI, for whoever cannot let Bailiwick into an account. It only
 * reads (a test looks at every call in it), and keeps each answer with the account, Region and arguments that it answers, in the
 * form of docs/guides/import.md. Names of what there is are taken from the kept answers, where the CLI prints a member a line.
 */
export const importScript = String.raw`#!/bin/sh
# Keeps what AWS says of your accounts in files that "bailiwick import" reads. It only reads: every call lists, gets or
# describes; one has AWS make its credential report, and one assumes a role for the next account.
#
#   sh bailiwick-export.sh [directory]            default: bailiwick-export
#
#   PROFILES="prod audit"      profiles of the AWS CLI, one account each; default: the credentials at hand
#   ROLE=OrganizationReader    assume this role in every other account of the organization
#   ACCOUNTS="111122223333 …"  assume ROLE in these accounts, and read no others
#   EXTERNAL_ID=…              for ROLE, where its trust policy asks for one
#   REGIONS="eu-west-1 …"      default: every Region that the account has enabled
#
# Broken off, it goes on where it was when it is run again. Then: bailiwick import bailiwick-export
set -euf

out=$(printf '%s' "\${1:-bailiwick-export}" | sed 's:/*$::')
AWS_PAGER=
AWS_RETRY_MODE=adaptive
AWS_MAX_ATTEMPTS=10
export AWS_PAGER AWS_RETRY_MODE AWS_MAX_ATTEMPTS
if [ -z "\${AWS_REGION:-}\${AWS_DEFAULT_REGION:-}" ] && ! aws configure get region >/dev/null 2>&1; then
  AWS_DEFAULT_REGION=us-east-1
  export AWS_DEFAULT_REGION
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
mkdir -p "$out"

say() { printf '%s\n' "$*" >&2; }

# Text inside a JSON string.
quoted() { printf '%s' "$1" | tr '\n\t\r' '   ' | sed 's/\\/\\\\/g; s/"/\\"/g'; }

# keep SERVICE OPERATION ARGUMENTS OPTIONS…: asks, unless the answer is kept already. ARGUMENTS is a JSON object of what tells
# this call from others. Sets $kept to the file.
keep() {
  service=$1 operation=$2 arguments=$3
  shift 3
  folder=$out/$account/$region
  kept=$folder/$service.$operation
  if [ "$arguments" != '{}' ]; then
    kept=$kept.$(printf '%s' "$arguments" | cksum | tr ' ' '-')
  fi
  kept=$kept.json
  if [ -s "$kept" ]; then return 0; fi
  mkdir -p "$folder"
  calls=$((calls + 1))
  if aws "$service" "$operation" "$@" --region "$region" --output json >"$work/answer" 2>"$work/error"; then
    {
      head_of "$service $operation" "$arguments"
      printf ', "output":\n'
      if [ -s "$work/answer" ]; then cat "$work/answer"; else printf 'null\n'; fi
      printf '}\n'
    } >"$kept.part"
  else
    code=$(sed -n 's/.*An error occurred (\([A-Za-z0-9._:-]*\)).*/\1/p' "$work/error" | head -n 1)
    # A service that the Region does not have has no address there; a network that is down has none for anything.
    if grep -q 'Could not connect to the endpoint' "$work/error" && aws sts get-caller-identity >/dev/null 2>&1; then
      code=EndpointConnectionError
    fi
    case $code in
    '' | Expired* | RequestExpired | Throttl* | TooManyRequests* | RequestLimitExceeded | InvalidClientTokenId | SignatureDoesNotMatch | ServiceUnavailable | InternalFailure | InternalError)
      cat "$work/error" >&2
      say "Stopped at $service $operation in $account, $region. Run it again to go on."
      exit 1
      ;;
    esac
    {
      head_of "$service $operation" "$arguments"
      printf ', "error": {"code": "%s", "message": "%s"}}\n' "$code" "$(quoted "$(cat "$work/error")")"
    } >"$kept.part"
  fi
  mv "$kept.part" "$kept"
}

head_of() {
  printf '{"account": "%s", "region": "%s", "command": "%s", "arguments": %s' "$account" "$region" "$1" "$2"
}

# Values of a member, one a line, from a file that keep made: the CLI prints each member on a line of its own.
values() { sed -n 's/^ *"'"$2"'": "\(.*\)",\{0,1\}$/\1/p' "$1"; }

# Texts in a list.
texts() {
  awk -v start="\"$2\": [" '
    inside && /^ *\]/ { inside = 0 }
    inside { sub(/^ *"/, ""); sub(/",?$/, ""); print }
    index($0, start) && !/\]/ { inside = 1 }
  ' "$1"
}

# json NAME VALUE…: an object of texts.
json() {
  object='' separator=''
  while [ "$#" -gt 1 ]; do
    object="$object$separator\"$1\": \"$(quoted "$2")\""
    separator=', '
    shift 2
  done
  printf '{%s}' "$object"
}

# ---------------------------------------------------------------- the organization

organization() {
  keep organizations describe-organization '{}'
  if ! grep -q "\"MasterAccountId\": \"$account\"" "$kept"; then return 0; fi
  say "$account: organization"
  keep organizations list-roots '{}'
  : >"$work/accounts"
  for root in $(values "$kept" Id); do below "$root"; done
  for type in SERVICE_CONTROL_POLICY RESOURCE_CONTROL_POLICY; do
    keep organizations list-policies "$(json Filter "$type")" --filter "$type"
    for policy in $(values "$kept" Id); do
      keep organizations describe-policy "$(json PolicyId "$policy")" --policy-id "$policy"
      keep organizations list-targets-for-policy "$(json PolicyId "$policy")" --policy-id "$policy"
    done
  done
  keep organizations list-delegated-administrators '{}'
  for delegate in $(values "$kept" Id); do
    keep organizations list-delegated-services-for-account "$(json AccountId "$delegate")" --account-id "$delegate"
  done
  keep organizations list-aws-service-access-for-organization '{}'
  keep organizations describe-resource-policy '{}'
  keep iam list-organizations-features '{}'
  if [ -z "\${ACCOUNTS:-}" ]; then found=$(cat "$work/accounts"); fi
}

# Units and accounts under one parent, and what is under those.
below() {
  keep organizations list-accounts-for-parent "$(json ParentId "$1")" --parent-id "$1"
  values "$kept" Id >>"$work/accounts"
  keep organizations list-organizational-units-for-parent "$(json ParentId "$1")" --parent-id "$1"
  for unit in $(values "$kept" Id); do below "$unit"; done
}

# ---------------------------------------------------------------- IAM Identity Center

identity_center() {
  home=$region
  # There is one at most, in the Region where it was enabled, which need not be among those whose resources are read.
  for region in $regions $enabled; do
    keep sso-admin list-instances '{}'
    for instance in $(values "$kept" InstanceArn); do
      say "$account: Identity Center in $region"
      instance_of "$instance" "$(values "$out/$account/$region/sso-admin.list-instances.json" IdentityStoreId | head -n 1)"
      region=$home
      return 0
    done
  done
  region=$home
}

instance_of() {
  keep identitystore list-users "$(json IdentityStoreId "$2")" --identity-store-id "$2"
  keep identitystore list-groups "$(json IdentityStoreId "$2")" --identity-store-id "$2"
  for group in $(values "$kept" GroupId); do
    keep identitystore list-group-memberships "$(json IdentityStoreId "$2" GroupId "$group")" \
      --identity-store-id "$2" --group-id "$group"
  done
  keep sso-admin list-permission-sets '{}' --instance-arn "$1"
  for set in $(texts "$kept" PermissionSets); do permission_set "$1" "$set"; done
  keep sso-admin list-applications '{}' --instance-arn "$1"
  for application in $(values "$kept" ApplicationArn); do
    for call in get-application-assignment-configuration list-application-assignments; do
      keep sso-admin "$call" "$(json ApplicationArn "$application")" --application-arn "$application"
    done
  done
  keep sso-admin list-trusted-token-issuers '{}' --instance-arn "$1"
  keep sso-admin describe-instance-access-control-attribute-configuration '{}' --instance-arn "$1"
}

permission_set() {
  for call in describe-permission-set list-managed-policies-in-permission-set \
    list-customer-managed-policy-references-in-permission-set get-inline-policy-for-permission-set \
    get-permissions-boundary-for-permission-set; do
    keep sso-admin "$call" "$(json PermissionSetArn "$2")" --instance-arn "$1" --permission-set-arn "$2"
  done
  keep sso-admin list-tags-for-resource "$(json ResourceArn "$2")" --instance-arn "$1" --resource-arn "$2"
  keep sso-admin list-accounts-for-provisioned-permission-set "$(json PermissionSetArn "$2")" \
    --instance-arn "$1" --permission-set-arn "$2"
  for target in $(texts "$kept" AccountIds); do
    keep sso-admin list-account-assignments "$(json PermissionSetArn "$2" AccountId "$target")" \
      --instance-arn "$1" --permission-set-arn "$2" --account-id "$target"
  done
}

# ---------------------------------------------------------------- IAM

identities() {
  say "$account: IAM"
  keep iam list-account-aliases '{}'
  keep iam get-account-summary '{}'
  keep iam list-roles '{}'
  keep iam get-account-authorization-details '{}'
  keep iam get-account-password-policy '{}'
  keep iam list-virtual-mfa-devices '{}'
  keep iam list-server-certificates '{}'
  keep iam list-saml-providers '{}'
  for provider in $(values "$kept" Arn); do
    keep iam get-saml-provider "$(json SAMLProviderArn "$provider")" --saml-provider-arn "$provider"
  done
  keep iam list-open-id-connect-providers '{}'
  for provider in $(values "$kept" Arn); do
    keep iam get-open-id-connect-provider "$(json OpenIDConnectProviderArn "$provider")" \
      --open-id-connect-provider-arn "$provider"
  done
  # AWS makes the report in the background; it is kept when it is there.
  tries=0
  while [ ! -s "$out/$account/$region/iam.get-credential-report.json" ] && [ "$tries" -lt 30 ]; do
    aws iam generate-credential-report --region "$region" --output text >"$work/report" 2>&1 || break
    if grep -q COMPLETE "$work/report"; then break; fi
    tries=$((tries + 1))
    sleep 2
  done
  keep iam get-credential-report '{}'
}

# ---------------------------------------------------------------- resources and their policies

buckets() {
  say "$account: S3"
  keep s3control get-public-access-block "$(json AccountId "$account")" --account-id "$account"
  keep s3api list-buckets '{}'
  home=$region
  for bucket in $(values "$kept" Name); do
    region=$home
    keep s3api get-bucket-location "$(json Bucket "$bucket")" --bucket "$bucket"
    # No constraint is us-east-1, which is home in its partition; EU is an old name.
    place=$(values "$kept" LocationConstraint)
    case $place in
    '') ;;
    EU) region=eu-west-1 ;;
    *) region=$place ;;
    esac
    for call in get-bucket-policy get-public-access-block get-bucket-acl \
      get-bucket-ownership-controls get-bucket-encryption get-bucket-tagging; do
      keep s3api "$call" "$(json Bucket "$bucket")" --bucket "$bucket"
    done
  done
  region=$home
}

# Five at most are described in one call.
domains() {
  names=$(printf ', "%s"' "$@")
  keep opensearch describe-domains "{\"DomainNames\": [\${names#, }]}" --domain-names "$@"
  for arn in $(values "$kept" ARN | grep ':domain/' | sort -u); do each opensearch list-tags ARN --arn "$arn"; done
}

# each SERVICE OPERATION NAME OPTION VALUE OPTIONS…: one call about one thing.
each() {
  service=$1 operation=$2 name=$3 option=$4 value=$5
  shift 5
  keep "$service" "$operation" "$(json "$name" "$value")" "$option" "$value" "$@"
}

resources() {
  say "$account: resources in $region"
  keep kms list-keys '{}'
  for key in $(values "$kept" KeyId); do
    each kms describe-key KeyId --key-id "$key"
    each kms get-key-policy KeyId --key-id "$key" --policy-name default
    each kms list-grants KeyId --key-id "$key"
    each kms list-resource-tags KeyId --key-id "$key"
  done
  keep kms list-aliases '{}'

  # Of functions only what says who they are: their environment is nobody's business.
  keep lambda list-functions '{}' \
    --query '{Functions: Functions[].{FunctionName: FunctionName, FunctionArn: FunctionArn, Role: Role, Runtime: Runtime}}'
  for arn in $(values "$kept" FunctionArn); do
    function=\${arn##*:}
    each lambda get-policy FunctionName --function-name "$function"
    each lambda list-function-url-configs FunctionName --function-name "$function"
    each lambda list-tags Resource --resource "$arn"
  done
  keep lambda list-layers '{}'
  for arn in $(values "$kept" LayerVersionArn); do
    layer=\${arn%:*}
    keep lambda get-layer-version-policy "$(json LayerName "\${layer##*:}")" \
      --layer-name "\${layer##*:}" --version-number "\${arn##*:}"
  done

  keep sqs list-queues '{}'
  for queue in $(texts "$kept" QueueUrls); do
    each sqs get-queue-attributes QueueUrl --queue-url "$queue" --attribute-names All
    each sqs list-queue-tags QueueUrl --queue-url "$queue"
  done
  keep sns list-topics '{}'
  for topic in $(values "$kept" TopicArn); do
    each sns get-topic-attributes TopicArn --topic-arn "$topic"
    each sns list-tags-for-resource ResourceArn --resource-arn "$topic"
  done
  # Names, keys and tags of secrets, never a value.
  keep secretsmanager list-secrets '{}'
  for secret in $(values "$kept" ARN); do
    each secretsmanager get-resource-policy SecretId --secret-id "$secret"
  done

  keep dynamodb list-tables '{}'
  for table in $(texts "$kept" TableNames); do
    each dynamodb describe-table TableName --table-name "$table"
    for arn in $(values "$kept" TableArn | sort -u); do
      each dynamodb get-resource-policy ResourceArn --resource-arn "$arn"
      each dynamodb list-tags-of-resource ResourceArn --resource-arn "$arn"
    done
  done
  keep ecr describe-repositories '{}'
  for arn in $(values "$kept" repositoryArn); do
    each ecr get-repository-policy repositoryName --repository-name "\${arn#*:repository/}"
    each ecr list-tags-for-resource resourceArn --resource-arn "$arn"
  done
  keep ecr get-registry-policy '{}'
  keep efs describe-file-systems '{}'
  for file_system in $(values "$kept" FileSystemId | sort -u); do
    each efs describe-file-system-policy FileSystemId --file-system-id "$file_system"
  done
  keep backup list-backup-vaults '{}'
  for arn in $(values "$kept" BackupVaultArn); do
    each backup get-backup-vault-access-policy BackupVaultName --backup-vault-name "\${arn##*:}"
    each backup list-tags ResourceArn --resource-arn "$arn"
  done
  keep events list-event-buses '{}'
  for arn in $(values "$kept" Arn); do
    each events describe-event-bus Name --name "\${arn#*:event-bus/}"
    each events list-tags-for-resource ResourceARN --resource-arn "$arn"
  done
  keep logs describe-resource-policies '{}'
  keep opensearch list-domain-names '{}'
  set --
  for domain in $(values "$kept" DomainName); do
    set -- "$@" "$domain"
    if [ "$#" -eq 5 ]; then
      domains "$@"
      set --
    fi
  done
  if [ "$#" -gt 0 ]; then domains "$@"; fi
  keep glue get-resource-policies '{}'
  keep glue get-resource-policy '{}'
  keep kinesis list-streams '{}'
  for arn in $(values "$kept" StreamARN); do
    each kinesis get-resource-policy ResourceARN --resource-arn "$arn"
    each kinesis list-tags-for-stream StreamARN --stream-arn "$arn"
  done
  keep codeartifact list-domains '{}'
  for arn in $(values "$kept" arn); do
    each codeartifact get-domain-permissions-policy domain --domain "\${arn##*/}"
    each codeartifact list-tags-for-resource resourceArn --resource-arn "$arn"
  done
  keep s3control list-access-points "$(json AccountId "$account")" --account-id "$account"
  for arn in $(values "$kept" AccessPointArn); do
    keep s3control get-access-point-policy "$(json AccountId "$account" Name "\${arn##*/}")" \
      --account-id "$account" --name "\${arn##*/}"
  done
  keep s3control list-access-grants-instances "$(json AccountId "$account")" --account-id "$account"
  if grep -q '"AccessGrantsInstanceArn"' "$kept"; then
    keep s3control list-access-grants "$(json AccountId "$account")" --account-id "$account"
    keep s3control get-access-grants-instance-resource-policy "$(json AccountId "$account")" --account-id "$account"
  fi
}

# ---------------------------------------------------------------- accounts

# Whose credentials are in force.
whoami() {
  identity=$(aws sts get-caller-identity --query '[Account, Arn]' --output text)
  account=$(printf '%s' "$identity" | cut -f 1)
  partition=$(printf '%s' "$identity" | cut -f 2 | cut -d : -f 2)
  case $partition in
  aws-us-gov) region=us-gov-west-1 ;;
  aws-cn) region=cn-north-1 ;;
  *) region=us-east-1 ;;
  esac
}

# All of their account.
this_account() {
  whoami
  if [ -s "$out/$account/done" ]; then
    say "$account: kept already"
    return 0
  fi
  keep ec2 describe-regions '{}' --all-regions
  enabled=$(aws ec2 describe-regions --region "$region" --query 'Regions[].RegionName' --output text)
  regions=\${REGIONS:-$enabled}
  found=
  identities
  buckets
  home=$region
  for region in $regions; do resources; done
  region=$home
  organization
  if [ -n "$found" ]; then printf '%s\n' "$found" >"$out/members"; fi
  if grep -q "\"MasterAccountId\": \"$account\"" "$out/$account/$region/organizations.describe-organization.json"; then
    identity_center
  fi
  printf 'done\n' >"$out/$account/done"
}

# One account, by assuming the role in it; the keys of the session live in a process of its own.
member() (
  set -- sts assume-role --role-arn "arn:$partition:iam::$1:role/$ROLE" --role-session-name bailiwick-export \
    --query 'Credentials.[AccessKeyId, SecretAccessKey, SessionToken]' --output text
  if [ -n "\${EXTERNAL_ID:-}" ]; then set -- "$@" --external-id "$EXTERNAL_ID"; fi
  if ! session=$(aws "$@" 2>"$work/error"); then
    cat "$work/error" >&2
    exit 3
  fi
  AWS_ACCESS_KEY_ID=$(printf '%s' "$session" | cut -f 1)
  AWS_SECRET_ACCESS_KEY=$(printf '%s' "$session" | cut -f 2)
  AWS_SESSION_TOKEN=$(printf '%s' "$session" | cut -f 3)
  export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
  unset AWS_PROFILE
  this_account
)

calls=0
left_out=
for profile in \${PROFILES:-.}; do
  if [ "$profile" != . ]; then
    AWS_PROFILE=$profile
    export AWS_PROFILE
  fi
  if [ -z "\${ACCOUNTS:-}" ]; then this_account; else whoami; fi
  if [ -z "\${ROLE:-}" ]; then continue; fi
  for other in \${ACCOUNTS:-$(cat "$out/members" 2>/dev/null || true)}; do
    if [ -s "$out/$other/done" ]; then continue; fi
    status=0
    member "$other" || status=$?
    case $status in
    0) ;;
    3) left_out="$left_out $other" ;;
    *) exit "$status" ;;
    esac
  done
done
rm -f "$out/members"
if [ -n "$left_out" ]; then say "Not entered:$left_out"; fi
say "Kept in $out. Now: bailiwick import $out"
`.replaceAll('\\${', '${')
