import { CSPProvider } from '@base-ui/react/csp-provider';
import { DirectionProvider } from '@base-ui/react/direction-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import type { ReactNode } from 'react';
import { useLanguage } from './words.ts';

/** Wrap an app in this once: no inline style elements (our CSP refuses them), direction, tooltips. */
export function KitProvider(props: { children: ReactNode }) {
  const { direction } = useLanguage();
  return (
    <CSPProvider disableStyleElements>
      <DirectionProvider direction={direction}>
        <Tooltip.Provider delay={400}>{props.children}</Tooltip.Provider>
      </DirectionProvider>
    </CSPProvider>
  );
}
