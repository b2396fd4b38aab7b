import { expect, it } from 'vitest';
import { textTable } from '../../../../electron/commands/text-table.ts';

it('aligns words left and figures right under their titles, without trailing spaces', () => {
  const table = textTable<{ readonly id: string; readonly sent: string; readonly note: string }>(
    [
      { title: 'flow', align: 'left', cell: ({ id }) => id },
      { title: 'sent', align: 'right', cell: ({ sent }) => sent },
      { title: 'note', align: 'left', cell: ({ note }) => note },
    ],
    [
      { id: 'feed-slow', sent: '1,000,000', note: '' },
      { id: 'a', sent: '7', note: 'late' },
    ],
  );
  expect(table.split('\n')).toEqual([
    '  flow            sent  note',
    '  feed-slow  1,000,000',
    '  a                  7  late',
  ]);
});
