import { count, duration } from '../../diagnosis/figure-words.ts';
import { measured, writeQuantity } from '../figure.ts';
import { labScenario } from '../lab-scenario.ts';
import { type Myth, notShown, probeExperiment, verdictOf } from '../myth.ts';
import { references } from '../reference.ts';
import { flowOf, momentOf, socketOf } from '../run-record.ts';

const inprocLoses: Myth = {
  id: 'inproc-contention',
  claim: 'inproc loses messages when threads contend.',
  method:
    'Over inproc between threads: a PUSH as fast as it goes against a worker that burns its processor, and one against a worker that never reads.',
  experiment: {
    kind: 'run',
    scenario: labScenario({
      name: 'Myth: inproc loses messages',
      seconds: 2,
      sockets: [
        { id: 'busy', type: 'push', options: { sendHighWaterMark: 10 }, produce: { rate: 0, size: 128 } },
        {
          id: 'burning',
          type: 'pull',
          options: { receiveHighWaterMark: 20 },
          consume: { serviceMs: 0.05, mode: 'spin' },
        },
        { id: 'steady', type: 'push', options: { sendHighWaterMark: 10 }, produce: { rate: 200, size: 128 } },
        { id: 'deaf', type: 'pull', options: { receiveHighWaterMark: 20 } },
      ],
      links: [
        { from: 'busy', to: 'burning', transport: 'inproc' },
        { from: 'steady', to: 'deaf', transport: 'inproc' },
      ],
    }),
    judge: (run) => {
      const [busy, steady] = [flowOf(run, 'busy-burning'), flowOf(run, 'steady-deaf')];
      const accepted = momentOf(run, 'steady-deaf', 'sent');
      const figures = [
        measured('contending: delivered', busy.delivered, 'messages'),
        measured('contending: lost', busy.lost, 'messages'),
        measured('nobody reads: accepted', accepted, 'messages'),
        measured('nobody reads: lost', steady.lost, 'messages'),
      ];
      if (busy.delivered === 0 || !(accepted > 0)) return notShown('Nothing went through.', figures);
      return verdictOf(
        busy.lost === 0 && steady.lost === 0,
        `${count(busy.delivered)} messages went between contending threads and ${count(busy.lost)} were lost. Where nobody read, exactly ${count(accepted)} were accepted with marks of 10 and 20; then the sender stood for ${duration(socketOf(run, 'steady').blockedMs)}, and ${count(steady.lost)} were lost.`,
        figures,
      );
    },
  },
  references: [references.inproc, references.setsockopt],
};

const ipcNeedsDisk: Myth = {
  id: 'ipc-disk-full',
  claim: 'ipc can lose messages when the disk is full.',
  method:
    'Lets megabytes wait in an ipc connection and looks at what its file takes of the disk; then a stranger binds the same path.',
  experiment: probeExperiment('ipc-disk', ({ waitingBytes, fileBytes, fileBlocks, sent, delivered, secondBind }) => {
    const figures = [
      measured('waiting in the connection', waitingBytes, 'bytes'),
      measured("size of the connection's file", fileBytes, 'bytes'),
      measured('disk blocks that it takes', fileBlocks, 'count'),
      measured('sent', sent, 'messages'),
      measured('delivered', delivered, 'messages'),
    ];
    if (waitingBytes === 0) return notShown('Nothing waited in the connection.', figures);
    const trap =
      secondBind === 'accepted'
        ? 'The trap is another one: a second socket bound the same path, no error was given to anybody, and new peers go to it.'
        : `A second socket that bound the same path was told ${secondBind}.`;
    return verdictOf(
      fileBlocks === 0 && delivered === sent,
      `With ${writeQuantity(waitingBytes, 'bytes')} waiting, the file of the connection took ${writeQuantity(fileBytes, 'bytes')} and ${count(fileBlocks)} blocks of the disk, and all ${count(delivered)} of ${count(sent)} messages arrived. ${trap}`,
      figures,
    );
  }),
  references: [references.ipc],
};

export const transportMyths: readonly Myth[] = [inprocLoses, ipcNeedsDisk];
