import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { useLiveState } from '../../../ui/live.ts';
import { EmptyState } from '../../../ui/states.tsx';
import { Table } from '../../../ui/table.tsx';
import { Age, LocalTime } from '../../../ui/time.tsx';
import type { Zone } from '../../site/model.ts';
import type { Upkeep } from '../../upkeep/model.ts';
import type { Panel, SourceState } from '../model.ts';
import { useTechnicalCalls } from './calls.ts';
import { Devices, type DeviceActs } from './devices.tsx';
import { Listed } from './listed.tsx';
import { PanelSheet } from './panel-sheet.tsx';
import { useWords } from './words.ts';

function Sources(props: { sources: readonly SourceState[] }) {
  const say = useWords();
  if (props.sources.length === 0) {
    return <EmptyState title={say('technical.noSources')}>{say('technical.noSourcesHint')}</EmptyState>;
  }
  return (
    <Table
      caption={say('technical.sources')}
      captionHidden
      columns={[
        { key: 'name', label: say('technical.source') },
        { key: 'state', label: say('technical.state') },
        { key: 'heard', label: say('technical.lastHeard') },
        { key: 'faults', label: say('technical.faults'), align: 'end' },
        { key: 'last', label: say('technical.lastFault') },
      ]}
      rows={props.sources.map((source) => ({
        key: source.source,
        cells: [
          <span key="name" className="block py-1">
            <span className="block font-semibold">{source.name}</span>
            <span className="font-mono text-label text-ink-3">{source.source}</span>
          </span>,
          <span key="state" className={source.state === 'lost' ? 'font-bold' : ''}>
            {say(`technical.state.${source.state}`)}
          </span>,
          source.lastHeardAt === null ? (
            <span key="heard">{say('technical.never')}</span>
          ) : (
            <span key="heard" className="whitespace-nowrap">
              <LocalTime atMs={Date.parse(source.lastHeardAt)} />{' '}
              <Age atMs={Date.parse(source.lastHeardAt)} className="text-ink-3" />
            </span>
          ),
          source.faults,
          source.lastFault ?? '-',
        ],
      }))}
    />
  );
}

function Panels(props: { panels: readonly Panel[]; onEdit: (panel: Panel) => void; mayChange: boolean }) {
  const say = useWords();
  if (props.panels.length === 0) {
    return <EmptyState title={say('technical.noPanels')}>{say('technical.noPanelsHint')}</EmptyState>;
  }
  const seconds = (value: number | null) =>
    value === null ? say('technical.off') : say('technical.seconds', { n: value });
  return (
    <Table
      caption={say('technical.panels')}
      captionHidden
      columns={[
        { key: 'account', label: say('technical.account') },
        { key: 'name', label: say('technical.name') },
        { key: 'keys', label: say('technical.keys'), align: 'end' },
        { key: 'window', label: say('technical.window') },
        { key: 'supervision', label: say('technical.supervision') },
        { key: 'state', label: say('technical.state') },
        ...(props.mayChange ? [{ key: 'change', label: say('technical.action') }] : []),
      ]}
      rows={props.panels.map((panel) => ({
        key: panel.id,
        cells: [
          <span key="account" className="font-mono">
            {panel.account}
          </span>,
          panel.name,
          panel.keyCount,
          panel.windowPastS === null && panel.windowFutureS === null
            ? say('technical.off')
            : `-${seconds(panel.windowPastS)}, +${seconds(panel.windowFutureS)}`,
          seconds(panel.supervisionS),
          panel.enabled ? say('technical.on') : <strong key="off">{say('technical.switchedOff')}</strong>,
          ...(props.mayChange
            ? [
                <Button
                  key="change"
                  size="small"
                  aria-label={say('technical.changePanel', { account: panel.account })}
                  onClick={() => props.onEdit(panel)}
                >
                  {say('technical.change')}
                </Button>,
              ]
            : []),
        ],
      }))}
    />
  );
}

function Part(props: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <div className="grid gap-2">
      <div className="flex min-h-control flex-wrap items-center gap-3">
        <h2 className="m-0 flex-1 text-bar font-bold">{props.title}</h2>
        {props.action}
      </div>
      {props.children}
    </div>
  );
}

/** Set up, Devices and links: the devices and how they stand, every source with when it was last heard, the panels. */
export function DevicesAndLinks(props: {
  zones: readonly Zone[];
  /** As the last heartbeat told them. */
  sources: readonly SourceState[];
  /** What raises no alarms, now and planned. */
  upkeep: readonly Upkeep[];
  acts: DeviceActs;
  /** What stands below the devices: lists of other modules. */
  children?: ReactNode;
}) {
  const say = useWords();
  const calls = useTechnicalCalls();
  const cache = useQueryClient();
  const { live } = useLiveState();
  const [sheet, setSheet] = useState<{ panel: Panel | null; turn: number } | null>(null);
  const [turn, setTurn] = useState(0);
  const panels = useQuery({ queryKey: ['panels'], queryFn: calls.panels });
  const seesBoard = calls.may('board.see');
  const mayChange = calls.may('panel.change') && live;
  const edit = (panel: Panel | null) => {
    setTurn(turn + 1);
    setSheet({ panel, turn });
  };
  return (
    <div className="grid content-start gap-6">
      {seesBoard && (
        <Part title={say('technical.devices')}>
          <Devices zones={props.zones} upkeep={props.upkeep} {...props.acts} />
        </Part>
      )}
      {props.children}
      {seesBoard && (
        <Part title={say('technical.sources')}>
          <Sources sources={props.sources} />
        </Part>
      )}
      <Part
        title={say('technical.panels')}
        action={
          mayChange && (
            <Button size="small" onClick={() => edit(null)}>
              {say('technical.addPanel')}
            </Button>
          )
        }
      >
        <Listed query={panels} failed={say('technical.panelsFailed')}>
          {(items) => <Panels panels={items} onEdit={edit} mayChange={mayChange} />}
        </Listed>
        {!calls.may('panel.change') && (
          <p className="m-0 text-table text-ink-3">{say('technical.mayNotChange')}</p>
        )}
      </Part>
      {sheet !== null && (
        <PanelSheet
          key={sheet.turn}
          panel={sheet.panel}
          open
          onClose={() => setSheet(null)}
          onSaved={() => {
            setSheet(null);
            void cache.invalidateQueries({ queryKey: ['panels'] });
          }}
        />
      )}
    </div>
  );
}
