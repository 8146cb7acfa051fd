/** All use cases by area. `main/compose.ts` makes one App; the API and the jobs call nothing else. */

import { indexAtInSteps, knownResourceIn } from '../core/access/build-index.ts'
import { stepwise } from '../core/access/stepwise.ts'
import { indexOf } from './access/access-index.ts'
import { createAccessService } from './access/access-service.ts'
import { diffAccess, listSnapshots, whatIf } from './access/compare-access.ts'
import { findPaths } from './access/find-paths.ts'
import { lintText } from './access/lint-text.ts'
import { showBecoming, showPrincipal, showResource } from './access/object-detail.ts'
import { allPolicies, listPolicies, policyAffected } from './access/policies.ts'
import { policyVersions, showPolicy } from './access/policy-text.ts'
import { can, whatCan, whoCan, whoReaches } from './access/questions.ts'
import { suggest } from './access/suggest.ts'
import { allPrincipals, allResources, listPrincipals, listResources } from './access/tables.ts'
import { applyIntegration } from './connections/apply-integration.ts'
import { checkConnection } from './connections/check-connection.ts'
import { connectSample, sampleIdentity } from './connections/connect-sample.ts'
import { createConnection } from './connections/create-connection.ts'
import { deleteIntegration } from './connections/delete-integration.ts'
import { listDeleted } from './connections/deleted-integrations.ts'
import { describeInstallation } from './connections/describe-installation.ts'
import { describeServerIdentity } from './connections/describe-server-identity.ts'
import { listDrafts, removeDraft, saveDraft } from './connections/drafts.ts'
import { exploreSample } from './connections/explore-sample.ts'
import { createHandoff, listHandoffs, openHandoff, revokeHandoff } from './connections/hand-off.ts'
import { changeSettings, showSettings } from './connections/integration-settings.ts'
import { maskExternalIds } from './connections/mask-external-ids.ts'
import { showOrganization } from './connections/organization-map.ts'
import { pauseIntegration, resumeIntegration } from './connections/pause-resume.ts'
import { previewConnection } from './connections/preview-connection.ts'
import { publishTemplate } from './connections/publish-template.ts'
import { replaceKey } from './connections/replace-key.ts'
import { rotateSecrets } from './connections/rotate-secrets.ts'
import { verifyConnection } from './connections/verify-connection.ts'
import type { AppDeps } from './deps.ts'
import { runDoctor } from './doctor/run-doctor.ts'
import { configurationChanges } from './history/configuration-changes.ts'
import { forgetOldHistory } from './history/forget-old.ts'
import { showObjectHistory } from './history/object-history.ts'
import { createImports } from './imports/running-imports.ts'
import { showInsights } from './insights/show-insights.ts'
import { deliverNotices } from './notices/deliver-notices.ts'
import { listNotices } from './notices/list-notices.ts'
import { sendTest } from './notices/send-test.ts'
import { allAccounts, listAccounts, showAccount } from './people/accounts.ts'
import { allIdentities, listIdentities, showIdentity } from './people/identities.ts'
import { listCards, removeCard, showCard } from './recommended/card-view.ts'
import { addRecommendedApp, dismissRecommendedApp, listRecommendedApps } from './recommended/recommended-apps.ts'
import { setSchedule, showSchedule } from './schedule/schedule.ts'
import { tick } from './schedule/tick.ts'
import { currentSession } from './sessions/current-session.ts'
import { signIn } from './sessions/sign-in.ts'
import { signOut } from './sessions/sign-out.ts'
import { createFirstAdministrator } from './setup/create-first-administrator.ts'
import { isSetupNeeded, issueSetupLink } from './setup/setup-link.ts'
import { showStatus } from './status/status.ts'
import { showCalls } from './sync/calls.ts'
import { cancelSync } from './sync/cancel-sync.ts'
import { showCoverage } from './sync/coverage.ts'
import { listRuns, showRun } from './sync/find-run.ts'
import { helpRuns } from './sync/help-runs.ts'
import { requestSync } from './sync/request-sync.ts'
import { resumeUnfinished } from './sync/resume-unfinished.ts'
import { runSync } from './sync/run-sync.ts'
import { createRunningRuns } from './sync/running-runs.ts'
import { keepFigures } from './timeline/keep-figures.ts'
import { listTimeline } from './timeline/list-timeline.ts'

export type App = ReturnType<typeof createApp>

export function createApp(given: AppDeps) {
  const running = createRunningRuns()
  const access = createAccessService({
    inventory: given.store.inventory,
    clock: given.clock,
    log: given.log,
    pause: given.pause,
    giveWay: given.giveWay,
    build: indexOf(given),
    knownResource: knownResourceIn,
    moved: (index, { id, publishedAt }, cells) => stepwise(() => indexAtInSteps(index, { id, at: publishedAt, cells })),
    isReading: running.isAny,
    prepare: (index) => index.prepare(),
  })
  const deps = {
    ...given,
    access,
    running,
    inventoryChanged: access.changed,
    inventoryGrew: access.grew,
    inventoryErased: access.erased,
    requestSync: requestSync(given),
  }
  const create = createConnection(deps)
  const verify = verifyConnection(deps)
  return {
    setup: {
      isNeeded: isSetupNeeded(deps),
      issueLink: issueSetupLink(deps),
      createFirstAdministrator: createFirstAdministrator(deps),
    },
    sessions: {
      signIn: signIn(deps),
      signOut: signOut(deps),
      current: currentSession(deps),
      isSameToken: deps.tokens.equal,
      /** The operator's token itself is kept in a file of the home only. */
      isOperator(token: string): boolean {
        const { operatorTokenDigest } = deps.facts
        return operatorTokenDigest !== null && deps.tokens.equal(deps.tokens.digest(token), operatorTokenDigest)
      },
    },
    connections: {
      list: listCards(deps),
      show: showCard(deps),
      preview: previewConnection(deps),
      organization: showOrganization(deps),
      check: checkConnection(deps),
      create,
      apply: applyIntegration({ ...deps, create, changeSettings: changeSettings(deps) }),
      settings: showSettings(deps),
      changeSettings: changeSettings(deps),
      replaceKey: replaceKey(deps),
      connectSample: connectSample(deps),
      sampleIdentity: sampleIdentity(deps),
      exploreSample: exploreSample(deps),
      describeInstallation: describeInstallation(deps),
      describeServerIdentity: describeServerIdentity(deps),
      verify,
      pause: pauseIntegration(deps),
      resume: resumeIntegration(deps),
      remove: removeCard(deps, deleteIntegration(deps)),
      deleted: listDeleted(deps),
      publishTemplate: publishTemplate(deps),
      maskExternalIds: maskExternalIds(deps),
    },
    drafts: { save: saveDraft(deps), list: listDrafts(deps), remove: removeDraft(deps) },
    handoffs: {
      create: createHandoff(deps),
      list: listHandoffs(deps),
      revoke: revokeHandoff(deps),
      open: openHandoff(deps),
    },
    recommended: {
      list: listRecommendedApps(deps),
      add: addRecommendedApp(deps),
      dismiss: dismissRecommendedApp(deps),
    },
    schedule: { show: showSchedule(deps), set: setSchedule(deps), tick: tick({ ...deps, verify }) },
    rotateSecrets: rotateSecrets(deps),
    sync: {
      request: deps.requestSync,
      /** The handler of jobs of kind `sync`. */
      run: runSync(deps),
      /** Takes part in runs that other processes conduct, until the signal ends it. */
      help: helpRuns(deps),
      cancel: cancelSync(deps),
      resumeUnfinished: resumeUnfinished(deps),
      list: listRuns(deps),
      show: showRun(deps),
      coverage: showCoverage(deps),
      calls: showCalls(deps),
    },
    imports: createImports(deps),
    history: {
      ofObject: showObjectHistory(deps),
      configuration: configurationChanges(deps),
      /** The daily job. */
      forgetOld: forgetOldHistory(deps),
    },
    access: {
      can: can(deps),
      whoCan: whoCan(deps),
      whatCan: whatCan(deps),
      whoReaches: whoReaches(deps),
      paths: findPaths(deps),
      diff: diffAccess(deps),
      whatIf: whatIf(deps),
      snapshots: listSnapshots(deps),
      lint: lintText(deps),
      principals: listPrincipals(deps),
      allPrincipals: allPrincipals(deps),
      resources: listResources(deps),
      allResources: allResources(deps),
      principal: showPrincipal(deps),
      becoming: showBecoming(deps),
      resource: showResource(deps),
      policy: showPolicy(deps),
      policies: listPolicies(deps),
      allPolicies: allPolicies(deps),
      policyAffected: policyAffected(deps),
      policyVersions: policyVersions(deps),
      suggest: suggest(deps),
      /** Builds the index when there is something to build it from, so that the first question need not wait. */
      warm: async (): Promise<void> => {
        access.keepPrepared()
        await access.currentIfAny()
      },
      settled: access.settled,
    },
    timeline: {
      list: listTimeline(deps),
      /** The watch of a running server: what stands is counted, also while nobody asks. */
      keepFigures: async (): Promise<void> => {
        // Counting prepares the whole index, and one that is read anew is about to be replaced.
        if (!running.isAny()) await keepFigures(deps)()
      },
    },
    notices: {
      list: listNotices(deps),
      sendTest: sendTest(deps),
      /** The watch of a running server, and after each reading. */
      deliver: deliverNotices(deps),
    },
    insights: showInsights(deps),
    identities: { list: listIdentities(deps), all: allIdentities(deps), show: showIdentity(deps) },
    accounts: { list: listAccounts(deps), all: allAccounts(deps), show: showAccount(deps) },
    status: showStatus(deps),
    doctor: runDoctor(deps),
  }
}
