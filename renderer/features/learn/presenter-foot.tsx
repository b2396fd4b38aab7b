interface PresenterFootProps {
  /** What going on does now; undefined while there is nothing to do but wait. */
  readonly on: string | undefined;
  readonly goOn: () => void;
  readonly goBack: (() => void) | undefined;
  readonly stop: (() => void) | undefined;
  readonly beginAnew: (() => void) | undefined;
  readonly leave: () => void;
  /** Keys that answer, where something is asked. */
  readonly answers: string | undefined;
}

/** The keys, for whoever presents; each is a button too, for a hand that has only a mouse. */
export function PresenterFoot({ on, goOn, goBack, stop, beginAnew, leave, answers }: PresenterFootProps) {
  return (
    <nav className="presenter-foot" aria-label="Keys">
      <FootKey name={'\u2190'} does="Back" act={goBack} />
      <FootKey name={'\u2192'} does={on ?? 'Wait'} act={on === undefined ? undefined : goOn} />
      {answers !== undefined && (
        <span className="foot-key">
          <kbd>{answers}</kbd> Predict
        </span>
      )}
      {stop !== undefined && <FootKey name="S" does="Stop" act={stop} />}
      <span className="foot-gap" />
      {beginAnew !== undefined && <FootKey name="Home" does="Begin anew" act={beginAnew} />}
      <FootKey name="Esc" does="Leave" act={leave} />
    </nav>
  );
}

interface FootKeyProps {
  readonly name: string;
  readonly does: string;
  readonly act: (() => void) | undefined;
}

/** Never has the focus: the keys work wherever it is. */
function FootKey({ name, does, act }: FootKeyProps) {
  return (
    <button type="button" className="foot-key" tabIndex={-1} disabled={act === undefined} onClick={act}>
      <kbd>{name}</kbd> {does}
    </button>
  );
}
