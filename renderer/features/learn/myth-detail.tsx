import { Presentation } from 'lucide-react';
import { useStore } from 'zustand';
import type { Myth } from '../../../shared/lessons/myth.ts';
import { ExperimentProblem } from './experiment-problem.tsx';
import { fileNameOf, useLearn } from './learn-model.ts';
import { isGoing } from './learn-store.ts';
import { Picture } from './picture.tsx';
import { ReferenceList } from './reference-list.tsx';
import { RunButton } from './run-button.tsx';
import { RunFigures } from './run-figures.tsx';
import { RunProgress } from './run-progress.tsx';
import { useLearnKeys } from './use-learn-keys.ts';
import { VerdictMark } from './verdict-mark.tsx';

/** One claim: what the experiment does, the experiment, and what came of it. */
export function MythDetail({ myth }: { readonly myth: Myth }) {
  const learn = useLearn();
  const { store } = learn;
  const answered = useStore(store, (state) => state.verdicts[myth.id] !== undefined);
  const going = useStore(store, ({ experiment }) => isGoing(experiment));
  useLearnKeys({ run: () => void learn.runMyth(myth) });
  return (
    <section className="myth" aria-label="The claim and its experiment">
      <div className="myth-words">
        <header className="myth-head">
          <h2 className="learn-lead">{`\u201c${myth.claim}\u201d`}</h2>
          <button type="button" className="button" onClick={() => store.getState().present(true)}>
            <Presentation aria-hidden="true" />
            Present
          </button>
        </header>
        <MythText myth={myth} />
        <ReferenceList references={myth.references} />
      </div>
      {/* Once it is answered the sockets are closed, and the picture has nothing to say. */}
      {myth.experiment.kind === 'run' && (going || !answered) && <Picture source={fileNameOf(myth)} />}
    </section>
  );
}

/** The method, the run and its verdict; the same at the desk and in front of a class. */
export function MythText({ myth }: { readonly myth: Myth }) {
  const learn = useLearn();
  const verdict = useStore(learn.store, (state) => state.verdicts[myth.id]);
  const experiment = useStore(learn.store, (state) => state.experiment);
  const mine = experiment?.subject === `myth:${myth.id}` ? experiment : undefined;
  const goes = isGoing(experiment);
  const seconds = myth.experiment.kind === 'run' ? myth.experiment.scenario.seconds : undefined;
  return (
    <>
      <p className="learn-quiet">{myth.method}</p>
      <RunButton
        subject={`myth:${myth.id}`}
        again={verdict !== undefined}
        label={verdict === undefined ? 'Run the experiment' : 'Run it again'}
        run={() => void learn.runMyth(myth)}
      />
      {mine !== undefined && goes && <Going experiment={mine} seconds={seconds} />}
      {mine?.state === 'failed' && <ExperimentProblem experiment={mine} />}
      {verdict !== undefined && !(mine !== undefined && goes) && (
        <div className="myth-verdict" role="status">
          <VerdictMark verdict={verdict.verdict} />
          <p className="learn-said">{verdict.sentence}</p>
          <div className="desk-only">
            <RunFigures label="Figures of this run" runs={[{ title: 'This run', figures: verdict.figures }]} />
          </div>
        </div>
      )}
    </>
  );
}

function Going({
  experiment,
  seconds,
}: {
  readonly experiment: Parameters<typeof RunProgress>[0]['experiment'];
  readonly seconds: number | undefined;
}) {
  if (seconds !== undefined) return <RunProgress experiment={experiment} seconds={seconds} />;
  return (
    <p className="learn-quiet" role="status">
      Asking the library
    </p>
  );
}
