import { CSPProvider } from '@base-ui/react/csp-provider';
import { DirectionProvider } from '@base-ui/react/direction-provider';
import type { ReactNode } from 'react';
import { useLanguage } from './words.ts';

/** Wrap an app in this once: no inline style elements (our CSP refuses them), and direction. */
export function KitProvider(props: { children: ReactNode }) {
  const { direction } = useLanguage();
  return (
    <CSPProvider disableStyleElements>
      <DirectionProvider direction={direction}>{props.children}</DirectionProvider>
    </CSPProvider>
  );
}
