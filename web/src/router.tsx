import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router'
import { isOfNow, sessionQuery, setupQuery } from './api/queries.ts'
import { lookAt, parseAsOf } from './as-of.ts'
import { queryClient } from './query-client.ts'
import {
  parseAccounts,
  parseAsk,
  parseHome,
  parseIdentities,
  parseIntegration,
  parseIntegrations,
  parseNotices,
  parseOrganization,
  parsePicture,
  parsePolicies,
  parsePolicy,
  parsePrincipal,
  parsePrincipals,
  parseResource,
  parseResources,
  parseSetup,
  parseSignIn,
  parseTime,
} from './search.ts'
import { RouteProblem } from './shell/route-problem.tsx'
import { Shell } from './shell/shell.tsx'

const root = createRootRoute({ component: Outlet, errorComponent: RouteProblem })

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: parseSetup,
  component: lazyRouteComponent(() => import('./screens/account/setup.tsx'), 'SetupScreen'),
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: parseSignIn,
  component: lazyRouteComponent(() => import('./screens/account/sign-in.tsx'), 'SignInScreen'),
})

/** For somebody without an account here: the link itself is the right to see it. */
const handOff = createRoute({
  getParentRoute: () => root,
  path: '/handoff/$token',
  component: lazyRouteComponent(() => import('./screens/handoff/handoff.tsx'), 'HandOffScreen'),
})

/** Everything behind the door. Who is not signed in goes there first and comes back afterwards. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'console',
  validateSearch: parseAsOf,
  // Who looks at the past goes on looking at it until he says "back to now".
  search: { middlewares: [retainSearchParams(['at'])] },
  component: Shell,
  errorComponent: RouteProblem,
  beforeLoad: async ({ location }) => {
    if ((await queryClient.ensureQueryData(sessionQuery)) !== null) return
    const { needed } = await queryClient.ensureQueryData(setupQuery)
    if (needed) throw redirect({ to: '/setup' })
    throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } })
  },
})

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  validateSearch: parseHome,
  component: lazyRouteComponent(() => import('./screens/home/home.tsx'), 'HomeScreen'),
})

const access = createRoute({
  getParentRoute: () => signedIn,
  path: '/access',
  beforeLoad: ({ location }) => {
    if (location.pathname === '/access') throw redirect({ to: '/access/ask', replace: true })
  },
})

const ask = createRoute({
  getParentRoute: () => access,
  path: '/ask',
  validateSearch: parseAsk,
  component: lazyRouteComponent(() => import('./screens/ask/ask.tsx'), 'AskScreen'),
})

const principalsFolder = createRoute({ getParentRoute: () => access, path: '/principals' })

const principals = createRoute({
  getParentRoute: () => principalsFolder,
  path: '/',
  validateSearch: parsePrincipals,
  component: lazyRouteComponent(() => import('./screens/principals/principals.tsx'), 'PrincipalsScreen'),
})

const principal = createRoute({
  getParentRoute: () => principalsFolder,
  path: '/$',
  validateSearch: parsePrincipal,
  component: lazyRouteComponent(() => import('./screens/principals/principal.tsx'), 'PrincipalScreen'),
})

const identitiesFolder = createRoute({ getParentRoute: () => access, path: '/identities' })

const identities = createRoute({
  getParentRoute: () => identitiesFolder,
  path: '/',
  validateSearch: parseIdentities,
  component: lazyRouteComponent(() => import('./screens/identities/identities.tsx'), 'IdentitiesScreen'),
})

const identity = createRoute({
  getParentRoute: () => identitiesFolder,
  path: '/$id',
  validateSearch: parsePicture,
  component: lazyRouteComponent(() => import('./screens/identities/identity.tsx'), 'IdentityScreen'),
})

const accountsFolder = createRoute({ getParentRoute: () => access, path: '/accounts' })

const accounts = createRoute({
  getParentRoute: () => accountsFolder,
  path: '/',
  validateSearch: parseAccounts,
  component: lazyRouteComponent(() => import('./screens/accounts/accounts.tsx'), 'AccountsScreen'),
})

const account = createRoute({
  getParentRoute: () => accountsFolder,
  path: '/$account',
  validateSearch: parsePicture,
  component: lazyRouteComponent(() => import('./screens/accounts/account.tsx'), 'AccountScreen'),
})

const resourcesFolder = createRoute({ getParentRoute: () => access, path: '/resources' })

const resources = createRoute({
  getParentRoute: () => resourcesFolder,
  path: '/',
  validateSearch: parseResources,
  component: lazyRouteComponent(() => import('./screens/resources/resources.tsx'), 'ResourcesScreen'),
})

const resource = createRoute({
  getParentRoute: () => resourcesFolder,
  path: '/$',
  validateSearch: parseResource,
  component: lazyRouteComponent(() => import('./screens/resources/resource.tsx'), 'ResourceScreen'),
})

const policiesFolder = createRoute({ getParentRoute: () => access, path: '/policies' })

const policies = createRoute({
  getParentRoute: () => policiesFolder,
  path: '/',
  validateSearch: parsePolicies,
  component: lazyRouteComponent(() => import('./screens/policies/policies.tsx'), 'PoliciesScreen'),
})

const policy = createRoute({
  getParentRoute: () => policiesFolder,
  path: '/$ref',
  validateSearch: parsePolicy,
  component: lazyRouteComponent(() => import('./screens/policies/policy.tsx'), 'PolicyScreen'),
})

const time = createRoute({
  getParentRoute: () => access,
  path: '/time',
  validateSearch: parseTime,
  component: lazyRouteComponent(() => import('./screens/time/time.tsx'), 'TimeScreen'),
})

const integrations = createRoute({
  getParentRoute: () => signedIn,
  path: '/integrations',
  validateSearch: parseIntegrations,
  component: lazyRouteComponent(() => import('./screens/integrations/integrations.tsx'), 'IntegrationsScreen'),
})

const integration = createRoute({
  getParentRoute: () => signedIn,
  path: '/integrations/$id',
  validateSearch: parseIntegration,
  component: lazyRouteComponent(() => import('./screens/integrations/integration.tsx'), 'IntegrationScreen'),
})

const organization = createRoute({
  getParentRoute: () => signedIn,
  path: '/organization',
  validateSearch: parseOrganization,
  component: lazyRouteComponent(() => import('./screens/organization/organization.tsx'), 'OrganizationScreen'),
})

const connectGuide = createRoute({
  getParentRoute: () => signedIn,
  path: '/guide/connect-aws',
  component: lazyRouteComponent(() => import('./screens/guide/connect-aws.tsx'), 'ConnectGuideScreen'),
})

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings',
  component: lazyRouteComponent(() => import('./screens/account/settings.tsx'), 'SettingsScreen'),
})

const notices = createRoute({
  getParentRoute: () => signedIn,
  path: '/notices',
  validateSearch: parseNotices,
  component: lazyRouteComponent(() => import('./screens/notices/notices.tsx'), 'NoticesScreen'),
})

const requests = createRoute({
  getParentRoute: () => signedIn,
  path: '/requests',
  component: lazyRouteComponent(() => import('./screens/later/later.tsx'), 'RequestsScreen'),
})

const reviews = createRoute({
  getParentRoute: () => signedIn,
  path: '/reviews',
  component: lazyRouteComponent(() => import('./screens/later/later.tsx'), 'ReviewsScreen'),
})

const incidents = createRoute({
  getParentRoute: () => signedIn,
  path: '/incidents',
  component: lazyRouteComponent(() => import('./screens/later/later.tsx'), 'IncidentsScreen'),
})

const accessFlows = createRoute({
  getParentRoute: () => signedIn,
  path: '/access-flows',
  component: lazyRouteComponent(() => import('./screens/later/later.tsx'), 'AccessFlowsScreen'),
})

const audit = createRoute({
  getParentRoute: () => signedIn,
  path: '/audit',
  component: lazyRouteComponent(() => import('./screens/later/later.tsx'), 'AuditScreen'),
})

const routeTree = root.addChildren([
  setup,
  signIn,
  handOff,
  signedIn.addChildren([
    home,
    access.addChildren([
      ask,
      time,
      identitiesFolder.addChildren([identities, identity]),
      principalsFolder.addChildren([principals, principal]),
      resourcesFolder.addChildren([resources, resource]),
      policiesFolder.addChildren([policies, policy]),
      accountsFolder.addChildren([accounts, account]),
    ]),
    integrations,
    integration,
    organization,
    connectGuide,
    settings,
    notices,
    requests,
    reviews,
    incidents,
    accessFlows,
    audit,
  ]),
])

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  // Answers are cached by their query, not by the route.
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  // ARNs stand in addresses as people write them.
  pathParamsAllowedCharacters: [':', '@', '=', '+', ','],
  // Within the shell, so that the way elsewhere stays open.
  defaultErrorComponent: RouteProblem,
  defaultNotFoundComponent: lazyRouteComponent(() => import('./screens/later/later.tsx'), 'NotFoundScreen'),
})

lookAt(parseAsOf(router.latestLocation.search).at)
/** Another moment: what was asked about the last one is forgotten before anybody sees it under the new one. */
router.subscribe('onBeforeNavigate', ({ toLocation }) => {
  if (lookAt(parseAsOf(toLocation.search).at)) {
    void queryClient.resetQueries({ predicate: ({ queryKey }) => !isOfNow(queryKey) })
  }
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
