/** The one sentence of a single answer, and what stands beside it. The words themselves are in words.ts. */
import type { Flag, PolicyType } from '../evaluate/types.ts'
import type { LayerStep, Reason } from './answers.ts'
import type { Assessment } from './assess.ts'
import type { Question } from './question.ts'
import { resourceName } from './resource-name.ts'
import { conditionText, words } from './words.ts'
import type { CompiledPrincipal, World } from './world.ts'

interface Answered {
  readonly world: World
  readonly one: CompiledPrincipal
  readonly question: Question
  readonly assessment: Assessment
}

export function sentenceOf({ world, one, question, assessment }: Answered, steps: readonly LayerStep[]): string {
  const who = nameOf(world, one)
  const what = words.what(question.action, resourceName(world, question.resource))
  const by = steps.find((step) => step.decides)
  switch (assessment.answer) {
    case 'Allowed':
      return words.can(who, what, whyAllowed(one, by))
    case 'Conditional': {
      const { condition } = assessment.asRead
      return words.canIf(who, what, condition ? conditionText(condition) : '')
    }
    case 'ExplicitlyDenied':
    case 'ImplicitlyDenied':
      return words.cannot(who, what, whyDenied(question, assessment, by))
    case 'Unknown':
      return words.notKnown(who, what)
  }
}

/** A name that others have too needs its account. */
export function nameOf(world: World, { principal, account: { account } }: CompiledPrincipal): string {
  const owner = account.name ?? account.id
  if (principal.type === 'root') return words.rootOf(owner)
  const namesakes = world.principalsByName.get(principal.name) ?? []
  return namesakes.length > 1 ? words.nameIn(principal.name, owner) : principal.name
}

/** Of what is allowed, to stand behind a colon. */
function whyAllowed({ principal }: CompiledPrincipal, by: LayerStep | undefined): string | undefined {
  if (by?.reason) return words.allowedBy(policyWords(by.reason))
  return principal.type === 'root' && by?.layer === 'identity' ? words.rootUserNeedsNone : undefined
}

function policyWords({ layer, policy, level }: Reason): string {
  if (layer === 'resource') return words.ofResource(policy)
  return level !== undefined && (layer === 'serviceControl' || layer === 'resourceControl')
    ? words.policyAt(layer, policy, level)
    : policy
}

const whatElseDenies = ({ asRead }: Assessment): string =>
  asRead.flags.includes('s3BlockPublicAccess') ? words.blockPublicAccess : words.unnamedPolicy

/** Of a denial, to stand behind a colon. */
export function whyDenied(question: Question, assessment: Assessment, by: LayerStep | undefined): string {
  if (assessment.asRead.decision === 'ImplicitlyDenied') return whySilent(question, assessment, by)
  return words.deniedBy(by?.reason ? policyWords(by.reason) : whatElseDenies(assessment))
}

function whySilent({ service }: Question, { asRead }: Assessment, by: LayerStep | undefined): string {
  const beyond = whyNoPolicyCan(asRead.flags)
  if (beyond !== undefined) return beyond
  switch (asRead.missing[0]) {
    case 'serviceControl':
      return words.noScpAllows(by?.label.replace(/^SCP, /, ''))
    case 'permissionsBoundary':
      return words.boundarySilent
    case 'resource':
      return service === 'sts' ? words.trustPolicySilent : words.resourcePolicySilent
    default:
      return words.noPolicyAllows
  }
}

/** What AWS refuses whatever policies say. */
export function whyNoPolicyCan(flags: readonly Flag[]): string | undefined {
  if (flags.includes('rootCannotAssumeRole')) return words.rootCannotAssume
  if (flags.includes('awsOwned')) return words.ownedByAws
  if (flags.includes('longTermCredentialsOnly')) return words.longTermOnly
  return undefined
}

/** How the question was read, and what the answer does not take into account. */
export function notesOf({ question, assessment }: Answered): readonly string[] {
  const { answer, asRead, gaps } = assessment
  const missing =
    answer === 'Unknown'
      ? [words.asRead[asRead.decision], ...new Set(gaps.map((gap) => words.gap(gap.reason)))]
      : outOfScopeNotes([assessment])
  return [...question.notes, ...missing]
}

/** Layers in the order of AWS, as a note names them. */
const layerNames: readonly (readonly [PolicyType, string])[] = [
  ['serviceControl', 'SCPs'],
  ['resourceControl', 'RCPs'],
  ['resource', 'resource policies'],
  ['identity', 'identity policies'],
]

/** What was never looked for leaves these answers standing, and is named once for all of them. */
export function outOfScopeNotes(
  assessments: readonly Assessment[],
  about: readonly PolicyType[] = layerNames.map(([layer]) => layer),
): readonly string[] {
  const left = new Set(assessments.flatMap(({ layers, gaps }) => leftOut(layers, gaps)))
  const names = layerNames.flatMap(([layer, name]) => (left.has(layer) && about.includes(layer) ? [name] : []))
  return names.length === 0 ? [] : [words.asFarAsPoliciesSay(names)]
}

const leftOut = (layers: Assessment['layers'], gaps: Assessment['gaps']): readonly PolicyType[] =>
  layers.flatMap(({ layer, state, gap }) => (state === 'out_of_scope' && gaps.includes(gap) ? [layer] : []))
