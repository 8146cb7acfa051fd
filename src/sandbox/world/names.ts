/** Names that the organization Larkfield, a payments company, would have. All persons are made up. */

export interface AccountPlan {
  readonly name: string
  /** Path of OU names; empty: directly under the root. */
  readonly ou: readonly string[]
  readonly alias: string
  /** Products whose roles live here. */
  readonly domain: Domain
  readonly status?: 'SUSPENDED'
}

export type Domain = 'management' | 'security' | 'payments' | 'data' | 'edge' | 'delivery' | 'research'

/**
 * In this order: a world of n accounts has the first n of these. Their ids are fixed, so that the guide and its pictures
 * stay true whatever the seed.
 */
export const roster: readonly (AccountPlan & { readonly id: string })[] = [
  { id: '111122223333', name: 'larkfield-root', ou: [], alias: 'larkfield', domain: 'management' },
  { id: '333344445555', name: 'security-audit', ou: ['Security'], alias: 'larkfield-security', domain: 'security' },
  { id: '444455556666', name: 'prod-payments', ou: ['Production', 'Payments'], alias: 'larkfield-payments', domain: 'payments' },
  { id: '777788889999', name: 'data-lake', ou: ['Data'], alias: 'larkfield-lake', domain: 'data' },
  { id: '222233334444', name: 'ci-build', ou: ['Production'], alias: 'larkfield-ci', domain: 'delivery' },
  { id: '666677778888', name: 'prod-ledger', ou: ['Production', 'Payments'], alias: 'larkfield-ledger', domain: 'payments' },
  { id: '999900001111', name: 'analytics', ou: ['Data'], alias: 'larkfield-analytics', domain: 'data' },
  { id: '888899990000', name: 'edge-prod', ou: ['Production'], alias: 'larkfield-edge', domain: 'edge' },
  { id: '123412341234', name: 'staging-payments', ou: ['Staging'], alias: 'larkfield-staging', domain: 'payments' },
  { id: '555566667777', name: 'log-archive', ou: ['Security'], alias: 'larkfield-logs', domain: 'security' },
  { id: '100120023003', name: 'sandbox-ml', ou: ['Sandbox'], alias: 'larkfield-ml', domain: 'research' },
  { id: '909080807070', name: 'legacy-shop', ou: ['Suspended'], alias: 'larkfield-shop', domain: 'edge', status: 'SUSPENDED' },
]

/** Products by domain; each gives a handful of roles, policies and resources. */
export const products: Readonly<Record<Domain, readonly string[]>> = {
  management: ['billing-export', 'cost-reports', 'account-factory', 'tag-keeper', 'budget-alarms'],
  security: [
    'trail-search', 'finding-router', 'config-rules', 'guard-relay', 'evidence-store', 'key-rotation', 'inventory-sync',
    'malware-scan', 'access-reports', 'flow-logs', 'dns-logs', 'alert-enricher', 'retention', 'siem-feed',
  ],
  payments: [
    'checkout-api', 'checkout-web', 'settlement', 'chargebacks', 'card-vault', 'acquirer-gateway', 'fraud-score', 'payouts',
    'refunds', 'fx-rates', 'invoicing', 'merchant-portal', 'merchant-onboarding', 'ledger-sync', 'ledger-postings',
    'reconciliation', 'statement-export', 'notification-hub', 'dispute-desk', 'receipt-printer', 'tokenizer', 'risk-limits',
    'pricing', 'idempotency', 'webhook-sender', 'bank-files', 'sepa-batch', 'audit-trail',
  ],
  data: [
    'ingest-orders', 'ingest-cards', 'ingest-clicks', 'table-catalog', 'compaction', 'quality-checks', 'feature-store',
    'churn-model', 'fraud-features', 'revenue-marts', 'finance-marts', 'merchant-marts', 'notebooks', 'bi-dashboards',
    'report-builder', 'query-gateway', 'schema-registry', 'stream-joins', 'privacy-erasure', 'lineage', 'cohort-builder',
    'event-replay', 'metrics-layer', 'archive-tiering',
  ],
  edge: [
    'edge-router', 'edge-cache', 'image-resize', 'site', 'docs-site', 'status-page', 'geo-lookup', 'bot-filter', 'waf-tuner',
    'cert-renewal', 'dns-sync', 'press-kit', 'uploads', 'feature-flags', 'session-store', 'mobile-gateway', 'push-sender',
    'email-sender', 'link-shortener', 'rum-collector',
  ],
  delivery: [
    'runner-pool', 'artifact-store', 'image-builder', 'image-scanner', 'release-train', 'preview-env', 'dependency-bot',
    'cache-warmer', 'deploy-gate', 'rollback', 'load-test', 'e2e-suite', 'sbom-store', 'signing', 'package-mirror',
    'terraform-runner', 'migration-runner', 'canary', 'secrets-sync', 'docs-publisher',
  ],
  research: [
    'training', 'labelling', 'embeddings', 'prompt-lab', 'gpu-pool', 'model-registry', 'eval-harness', 'dataset-import',
    'notebook-hub', 'inference-demo', 'speech-lab', 'ocr-lab', 'graph-lab', 'synthetic-cards',
  ],
}

/** Larger organizations repeat the pattern by team and stage. */
export const teams = [
  'acquiring', 'issuing', 'lending', 'treasury', 'merchant', 'consumer', 'loyalty', 'identity', 'messaging', 'search',
  'catalog', 'pricing', 'logistics', 'support', 'growth', 'mobile', 'insights', 'compliance', 'partners', 'marketplace',
] as const

export const stages = [
  { stage: 'prod', ou: ['Production'] },
  { stage: 'staging', ou: ['Staging'] },
  { stage: 'data', ou: ['Data'] },
  { stage: 'sandbox', ou: ['Sandbox'] },
] as const

/** People whom the stories name, with the groups they are in. */
export const namedPeople: readonly { readonly given: string; readonly family: string; readonly title: string; readonly groups: readonly string[]; readonly left?: true }[] = [
  { given: 'Mateo', family: 'Alvarado', title: 'Data engineer', groups: ['data-eng'] },
  { given: 'Ines', family: 'Carvalho', title: 'Data engineer', groups: ['data-eng'] },
  { given: 'Wei', family: 'Zhang', title: 'Data platform lead', groups: ['data-eng', 'data-platform'] },
  { given: 'Farah', family: 'Haddad', title: 'Data engineer', groups: ['data-eng', 'data-platform'] },
  { given: 'Jonas', family: 'Lindqvist', title: 'Data engineer', groups: ['data-eng'] },
  { given: 'Chiara', family: 'Moretti', title: 'Data engineer', groups: ['data-eng'] },
  { given: 'Hana', family: 'Sato', title: 'Fraud analyst', groups: ['fraud'] },
  { given: 'Sam', family: 'Whitlock', title: 'Payments engineer', groups: ['payments-eng'] },
  { given: 'Olu', family: 'Adeyemi', title: 'Payments lead', groups: ['payments-eng', 'payments-oncall'] },
  { given: 'Priya', family: 'Raman', title: 'Cloud security engineer', groups: ['security-eng'] },
  { given: 'Tomasz', family: 'Wojcik', title: 'Platform engineer', groups: ['platform', 'platform-admins'] },
  { given: 'Linnea', family: 'Berg', title: 'Edge engineer', groups: ['edge-eng'] },
  { given: 'Yusuf', family: 'Demir', title: 'Payments engineer', groups: ['payments-eng', 'payments-oncall'] },
  { given: 'Greta', family: 'Olsen', title: 'Ledger engineer', groups: ['ledger-eng'], left: true },
  { given: 'Viktor', family: 'Horvat', title: 'Data scientist', groups: [], left: true },
]

export const givenNames = [
  'Ada', 'Aisha', 'Alba', 'Amir', 'Anders', 'Anika', 'Bao', 'Beatriz', 'Bruno', 'Carla', 'Dario', 'Deepa', 'Diego', 'Elena',
  'Emil', 'Esra', 'Fatima', 'Felix', 'Freya', 'Gabriel', 'Giulia', 'Hamza', 'Henrik', 'Ida', 'Igor', 'Isla', 'Ivan', 'Jana',
  'Joao', 'Kaito', 'Karim', 'Katya', 'Laila', 'Lars', 'Leila', 'Lucia', 'Magnus', 'Marta', 'Mei', 'Milan', 'Nadia', 'Nils',
  'Noor', 'Oskar', 'Paula', 'Rafael', 'Rosa', 'Sanna', 'Selma', 'Sofia', 'Tariq', 'Teresa', 'Ulla', 'Vera', 'Yara', 'Zoe',
] as const

export const familyNames = [
  'Abel', 'Aydin', 'Bakker', 'Banerjee', 'Blanc', 'Castro', 'Cohen', 'Costa', 'Dahl', 'Dias', 'Eriksen', 'Fischer', 'Fontana',
  'Garcia', 'Gupta', 'Hansen', 'Holm', 'Ibrahim', 'Ito', 'Jansen', 'Kaya', 'Keller', 'Kim', 'Kovac', 'Larsen', 'Lopez',
  'Marin', 'Meyer', 'Mikkelsen', 'Moreau', 'Nagy', 'Novak', 'Okafor', 'Oliveira', 'Park', 'Pavlov', 'Petrov', 'Ricci',
  'Rossi', 'Santos', 'Schmidt', 'Singh', 'Svensson', 'Tanaka', 'Toth', 'Vargas', 'Virtanen', 'Weber', 'Yilmaz', 'Ziegler',
] as const

/** Groups in the directory, with how many people of every hundred are in each. */
export const groups: readonly { readonly name: string; readonly says: string; readonly share: number }[] = [
  { name: 'platform', says: 'Platform engineering', share: 6 },
  { name: 'platform-admins', says: 'Administrators of the platform', share: 1 },
  { name: 'security-eng', says: 'Cloud security', share: 3 },
  { name: 'security-auditors', says: 'Internal audit', share: 2 },
  { name: 'payments-eng', says: 'Payments engineering', share: 18 },
  { name: 'payments-oncall', says: 'Payments, on call', share: 4 },
  { name: 'ledger-eng', says: 'Ledger engineering', share: 8 },
  { name: 'data-platform', says: 'Data platform', share: 2 },
  { name: 'data-science', says: 'Data science', share: 8 },
  { name: 'analysts', says: 'Business analysts', share: 12 },
  { name: 'fraud', says: 'Fraud desk', share: 4 },
  { name: 'edge-eng', says: 'Edge and web', share: 9 },
  { name: 'ml-research', says: 'Machine learning research', share: 6 },
  { name: 'finance', says: 'Finance', share: 4 },
  { name: 'support', says: 'Customer support', share: 13 },
]

/** Members are only the people of the stories, so that "who can read the lake" stays short enough to check by hand. */
export const closedGroups: readonly { readonly name: string; readonly says: string }[] = [
  { name: 'data-eng', says: 'Data engineering' },
  { name: 'break-glass', says: 'Emergency access, nobody by default' },
]
