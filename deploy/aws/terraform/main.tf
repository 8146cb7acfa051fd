# The role through which Bailiwick reads this account. It can read configuration and change nothing.

terraform {
  required_version = ">= 1.3"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "external_id" {
  type        = string
  description = "The ExternalId that Bailiwick shows for this integration."

  validation {
    condition     = can(regex("^[\\w+=,.@:/-]{2,1224}$", var.external_id))
    error_message = "An ExternalId has 2 to 1,224 letters, digits or + = , . @ : / - _."
  }
}

variable "trust_principal_arn" {
  type        = string
  description = "The role or user of the Bailiwick server. Do not change it: whoever it names reaches this account."

  validation {
    condition     = can(regex("^arn:(aws|aws-us-gov|aws-cn):iam::[0-9]{12}:(role|user)/[\\w+=,.@/-]+$", var.trust_principal_arn))
    error_message = "Exactly one role or user: never a wildcard, an account root or a list."
  }
}

variable "role_name" {
  type        = string
  description = "If you change it, type the new name in Bailiwick under Assume role."
  default     = "BailiwickCrossAccountTrustRole"
}

variable "role_path" {
  type        = string
  description = "Path of the role."
  default     = "/"
}

variable "include_aws_identity_center" {
  type        = bool
  description = "true only in the management account, or in the account that administers IAM Identity Center."
  default     = false
}

variable "attach_security_audit" {
  type        = bool
  description = "false where inline_policies or managed_policies stand instead of SecurityAudit."
  default     = true
}

variable "inline_policies" {
  type        = map(string)
  description = "Policy documents by name, inline in the role."
  default     = {}
}

variable "managed_policies" {
  type        = map(string)
  description = "Policy documents by name that do not fit into the role, as customer managed policies."
  default     = {}
}

variable "identity_center_policies" {
  type        = map(string)
  description = "Policy documents by name instead of the two managed policies of IAM Identity Center."
  default     = {}
}

variable "cloudtrail_bucket_arn" {
  type        = string
  description = "Optional. The bucket that CloudTrail delivers to."
  default     = ""
}

variable "cloudtrail_prefix" {
  type        = string
  description = "Optional. What stands before AWSLogs/ in that bucket, without slashes around it."
  default     = ""
}

variable "cloudtrail_key_arn" {
  type        = string
  description = "Optional. The KMS key that encrypts the logs."
  default     = ""
}

variable "cloudtrail_queue_arn" {
  type        = string
  description = "Optional. An SQS queue made for Bailiwick; the only variable that allows a write."
  default     = ""
}

variable "extended_reads" {
  type        = bool
  description = "Adds a few reads that SecurityAudit does not allow."
  default     = false
}

data "aws_partition" "current" {}

locals {
  trail_prefix = var.cloudtrail_prefix == "" ? "" : "${var.cloudtrail_prefix}/"

  managed = concat(
    var.attach_security_audit ? ["SecurityAudit"] : [],
    var.include_aws_identity_center && length(var.identity_center_policies) == 0
    ? ["AWSSSOReadOnly", "AWSSSODirectoryReadOnly"] : [],
  )

  optional = {
    BailiwickTrailLogs = {
      wanted   = var.cloudtrail_bucket_arn != ""
      actions  = ["s3:GetObject"]
      resource = "${var.cloudtrail_bucket_arn}/${local.trail_prefix}AWSLogs/*"
    }
    BailiwickTrailKey = {
      wanted   = var.cloudtrail_key_arn != ""
      actions  = ["kms:Decrypt"]
      resource = var.cloudtrail_key_arn
    }
    BailiwickTrailQueue = {
      wanted   = var.cloudtrail_queue_arn != ""
      actions  = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
      resource = var.cloudtrail_queue_arn
    }
    BailiwickExtendedReads = {
      wanted   = var.extended_reads
      actions  = ["codeartifact:ListDomains", "codeartifact:ListTagsForResource", "ds:DescribeClientAuthenticationSettings", "ds:DescribeConditionalForwarders", "ds:DescribeDomainControllers", "ds:DescribeLDAPSSettings", "ds:DescribeRegions", "ds:DescribeSettings", "ds:DescribeSharedDirectories", "ds:DescribeTrusts", "ds:ListCertificates", "ds:ListLogSubscriptions", "eks:DescribePodIdentityAssociation", "eks:ListPodIdentityAssociations", "glue:GetResourcePolicies", "kinesis:GetResourcePolicy"]
      resource = "*"
    }
  }

  inline = merge(var.inline_policies, {
    for name, policy in local.optional : name => jsonencode({
      Version   = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = policy.actions, Resource = policy.resource }]
    }) if policy.wanted
  })

  own_managed = merge(
    var.managed_policies,
    var.include_aws_identity_center ? var.identity_center_policies : {},
  )
}

resource "aws_iam_role" "bailiwick" {
  name                 = var.role_name
  path                 = var.role_path
  description          = "Read-only access for Bailiwick"
  max_session_duration = 3600

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = var.trust_principal_arn }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = var.external_id } }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "managed" {
  for_each   = toset(local.managed)
  role       = aws_iam_role.bailiwick.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/${each.value}"
}

resource "aws_iam_role_policy" "inline" {
  for_each = local.inline
  name     = each.key
  role     = aws_iam_role.bailiwick.name
  policy   = each.value
}

resource "aws_iam_policy" "own" {
  for_each = local.own_managed
  name     = each.key
  policy   = each.value
}

resource "aws_iam_role_policy_attachment" "own" {
  for_each   = aws_iam_policy.own
  role       = aws_iam_role.bailiwick.name
  policy_arn = each.value.arn
}

output "bailiwick_role_arn" {
  value = aws_iam_role.bailiwick.arn
}
