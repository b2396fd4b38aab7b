import { useReactFlow } from '@xyflow/react';
import { type RefObject, useEffect, useMemo } from 'react';
import { useModel } from '../../session/window-model.ts';
import { takesKeys } from '../keys/takes-keys.ts';
import { fleetHeader, fleetPadding, fleetSize, type GraphLayout, nodeId, type Place } from './graph-layout.ts';
import type { GraphModel } from './graph-model.ts';
import { type Direction, neighbour } from './neighbour.ts';

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};
const panPx = 80;

/** Arrows go from socket to socket; with Shift they move the picture; + and - zoom. */
export function useSocketKeys(container: RefObject<HTMLElement | null>, model: GraphModel, layout: GraphLayout): void {
  const { stores } = useModel();
  const flow = useReactFlow();
  const places = useMemo(() => socketPlaces(model, layout), [model, layout]);

  useEffect(() => {
    const go = (direction: Direction): void => {
      const { selection, select } = stores.selection.getState();
      const id = neighbour(places, selectedPlace(model, selection), direction);
      if (id === undefined) return;
      select({ kind: 'socket', id });
      container.current?.querySelector<HTMLElement>(`[data-socket="${CSS.escape(id)}"]`)?.focus();
    };
    const pan = (direction: Direction): void => {
      const { x, y, zoom } = flow.getViewport();
      const dx = direction === 'left' ? panPx : direction === 'right' ? -panPx : 0;
      const dy = direction === 'up' ? panPx : direction === 'down' ? -panPx : 0;
      void flow.setViewport({ x: x + dx, y: y + dy, zoom });
    };
    const onKey = (event: KeyboardEvent): void => {
      if (takesKeys(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      const direction = directions[event.key];
      if (direction !== undefined && event.shiftKey) pan(direction);
      else if (direction !== undefined) go(direction);
      else if (event.key === '+' || event.key === '=') void flow.zoomIn();
      else if (event.key === '-') void flow.zoomOut();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [container, flow, model, places, stores]);
}

/** Where each socket stands, those in fleets too, by the socket's id. */
function socketPlaces(model: GraphModel, layout: GraphLayout): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const { id } of model.sockets) {
    const place = layout.places.get(nodeId.socket(id));
    if (place !== undefined) places.set(id, place);
  }
  for (const fleet of model.fleets) {
    const origin = layout.places.get(nodeId.fleet(fleet.id));
    const { columns, cellWidth, cellHeight } = fleetSize(fleet.members.length);
    fleet.members.forEach(({ socket }, at) => {
      const x = (origin?.x ?? 0) + fleetPadding + (at % columns) * (cellWidth + 4);
      const y = (origin?.y ?? 0) + fleetHeader + Math.floor(at / columns) * (cellHeight + 4);
      places.set(socket.id, { x, y, width: cellWidth, height: cellHeight });
    });
  }
  return places;
}

/** Arrows from a selected link start at its receiver. */
function selectedPlace(
  model: GraphModel,
  selection: { readonly kind: 'socket' | 'link'; readonly id: string } | undefined,
): string {
  if (selection?.kind !== 'link') return selection?.id ?? '';
  return model.links.find(({ id }) => id === selection.id)?.to ?? '';
}
