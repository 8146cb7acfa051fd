/** All use cases by area. `main/compose.ts` makes one App; the API and the jobs call nothing else. */

import { indexOf } from './access/access-index.ts'
import { createAccessService } from './access/access-service.ts'
import { diffAccess, listSnapshots, whatIf } from './access/compare-access.ts'
import { findPaths } from './access/find-paths.ts'
import { lintText } from './access/lint-text.ts'
import { showPolicy } from './access/policy-text.ts'
import { can, whatCan, whoCan, whoReaches } from './access/questions.ts'
import { suggest } from './access/suggest.ts'
import { allPrincipals, allResources, listPrincipals, listResources } from './access/tables.ts'
import { connectSample, sampleIdentity } from './connections/connect-sample.ts'
import { createConnection } from './connections/create-connection.ts'
import { describeInstallation } from './connections/describe-installation.ts'
import { eraseIntegration } from './connections/erase-integration.ts'
import { listIntegrations, showIntegration } from './connections/integration-view.ts'
import { pauseIntegration, resumeIntegration } from './connections/pause-resume.ts'
import { verifyConnection } from './connections/verify-connection.ts'
import type { AppDeps } from './deps.ts'
import { runDoctor } from './doctor/run-doctor.ts'
import { importFiles } from './imports/import-files.ts'
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
import { requestSync } from './sync/request-sync.ts'
import { resumeUnfinished } from './sync/resume-unfinished.ts'
import { runSync } from './sync/run-sync.ts'
import { createRunningRuns } from './sync/running-runs.ts'

export type App = ReturnType<typeof createApp>

export function createApp(given: AppDeps) {
  const access = createAccessService({
    inventory: given.store.inventory,
    clock: given.clock,
    log: given.log,
    pause: given.pause,
    build: indexOf(given),
    prepare: (index) => index.prepare(),
  })
  const deps = {
    ...given,
    access,
    running: createRunningRuns(),
    inventoryChanged: access.changed,
    requestSync: requestSync(given),
  }
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
      list: listIntegrations(deps),
      show: showIntegration(deps),
      create: createConnection(deps),
      connectSample: connectSample(deps),
      sampleIdentity: sampleIdentity(deps),
      describeInstallation: describeInstallation(deps),
      verify: verifyConnection(deps),
      pause: pauseIntegration(deps),
      resume: resumeIntegration(deps),
      erase: eraseIntegration(deps),
    },
    sync: {
      request: deps.requestSync,
      /** The handler of jobs of kind `sync`. */
      run: runSync(deps),
      cancel: cancelSync(deps),
      resumeUnfinished: resumeUnfinished(deps),
      list: listRuns(deps),
      show: showRun(deps),
      coverage: showCoverage(deps),
      calls: showCalls(deps),
    },
    imports: { importFiles: importFiles(deps) },
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
      policy: showPolicy(deps),
      suggest: suggest(deps),
      /** Builds the index when there is something to build it from, so that the first question need not wait. */
      warm: async (): Promise<void> => {
        access.keepPrepared()
        await access.currentIfAny()
      },
      settled: access.settled,
    },
    status: showStatus(deps),
    doctor: runDoctor(deps),
  }
}
