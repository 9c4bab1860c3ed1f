import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { AlarmScreen } from './alarm-screen.tsx';
import { NotFound, Shell } from './shell.tsx';
import { WatchScreen } from './watch-screen.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });
const watch = createRoute({ getParentRoute: () => root, path: '/', component: WatchScreen });
const alarm = createRoute({ getParentRoute: () => root, path: '/alarms/$id', component: AlarmScreen });
const log = createRoute({
  getParentRoute: () => root,
  path: '/log',
  component: lazyRouteComponent(() => import('./other-screens.tsx'), 'WatchLogScreen'),
});
const devices = createRoute({
  getParentRoute: () => root,
  path: '/set-up',
  component: lazyRouteComponent(() => import('./other-screens.tsx'), 'DevicesScreen'),
});
const people = createRoute({
  getParentRoute: () => root,
  path: '/set-up/people',
  component: lazyRouteComponent(() => import('./other-screens.tsx'), 'PeopleScreen'),
});

/** Every address of the console. */
export const router = createRouter({
  routeTree: root.addChildren([watch, alarm, log, devices, people]),
  defaultPreload: false,
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
