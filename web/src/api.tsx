import { useRef } from 'preact/hooks';
import type { Body, Operation } from '../describe-operations.ts';
import { keyOf, pretty } from './api-call.ts';
import { CopyCurl, curlTerms } from './copy-curl.tsx';
import { curlOf } from './curl.ts';
import {
  answer,
  call,
  choose,
  failure,
  fill,
  filled,
  isSending,
  isTried,
  operation,
  operations,
  problems,
  sendCall,
} from './send-call.ts';
import { config, connection } from './state.ts';
import { inMs } from './units.ts';
import { useHeldText } from './use-held-text.ts';

const groups = [...new Set(operations.map(({ group }) => group))];

/** A form for each call of the API's description. */
export function Api() {
  const form = useRef<HTMLFormElement>(null);
  const { id, about, parameters, body, role } = operation.value;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void sendCall();
    // Errors are announced together with their fields.
    const [wrong] = Object.keys(problems.value);
    if (wrong !== undefined) form.current?.querySelector<HTMLElement>(`[name="${wrong}"]`)?.focus();
  };
  return (
    <section id="api" class="card wide" aria-labelledby="api-title">
      <h2 id="api-title">API</h2>
      <p>
        Each call that <code>docs/reference/openapi.yaml</code> describes.
        {config.value?.signIn && ` This one is made with your token, which has to be a ${role}'s.`}
      </p>
      <div class="sides">
        <form onSubmit={submit} noValidate ref={form}>
          <div class="field">
            <label>
              Call
              <select
                value={id}
                aria-describedby="api-call-about"
                onChange={({ currentTarget }) => choose(currentTarget.value)}
              >
                {groups.map((group) => (
                  <optgroup key={group} label={group}>
                    {operations.filter((each) => each.group === group).map(OperationOption)}
                  </optgroup>
                ))}
              </select>
            </label>
            <small id="api-call-about">{about}</small>
          </div>
          {filled.value.caller !== undefined && (
            <Field key="caller" name="caller" label={`As ${role}`} note="of whom there is a token" />
          )}
          {parameters.map((parameter) => (
            <Field
              key={id + keyOf(parameter)}
              name={keyOf(parameter)}
              label={parameter.name}
              note={`${parameter.place}${parameter.isRequired ? '' : ', optional'}`}
              hint={parameter.about}
              examples={parameter.examples}
            />
          ))}
          {body && <BodyField key={id} body={body} />}
          <div class="row">
            <button type="submit" class="primary" disabled={isSending.value || connection.value === 'away'}>
              {isSending.value ? 'Sending …' : 'Send'}
            </button>
            <CopyCurl
              command={call.value && curlOf(curlTerms(call.value.caller), call.value)}
              about="to make this call"
            />
          </div>
        </form>
        <Answered />
      </div>
    </section>
  );
}

const OperationOption = ({ id, method, path, summary }: Operation) => (
  <option key={id} value={id}>
    {method} {path}: {summary}
  </option>
);

interface FieldProps {
  /** The field's key in the form. */
  readonly name: string;
  readonly label: string;
  readonly note: string;
  readonly hint?: string;
  readonly examples?: readonly string[];
}

/** A field of one line. */
function Field({ name, label, note, hint = '', examples = [] }: FieldProps) {
  const id = `api-${name.replaceAll(' ', '-')}`;
  return (
    <div class="field">
      <label>
        {label} <small>{note}</small>
        <input type="text" list={`${id}-examples`} placeholder={examples[0]} {...useControl(name, id)} />
      </label>
      <datalist id={`${id}-examples`}>
        {examples.map((example) => (
          <option key={example} value={example} />
        ))}
      </datalist>
      <About name={name} id={id} hint={hint} />
    </div>
  );
}

function BodyField({ body: { mediaType, examples } }: { body: Body }) {
  const shown = examples.findIndex(({ text }) => text === filled.value.body);
  return (
    <div class="field">
      {examples.length > 1 && (
        <label>
          Example
          <select
            value={shown}
            onChange={({ currentTarget }) => fill('body', examples[Number(currentTarget.value)]?.text ?? '')}
          >
            {shown < 0 && <option value={-1}>as it was typed</option>}
            {examples.map(({ name }, index) => (
              <option key={name} value={index}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        Body <small>{mediaType}</small>
        <textarea rows={12} {...useControl('body', 'api-body')} />
      </label>
      <About name="body" id="api-body" hint="" />
    </div>
  );
}

/** A missing value is reported after an attempt to send; an invalid one at once. */
const problemOf = (name: string): string | undefined =>
  isTried.value || filled.value[name] ? problems.value[name] : undefined;

function useControl(name: string, id: string) {
  const set = (text: string) => fill(name, text);
  return {
    name,
    ...useHeldText(filled.value[name] ?? '', { onInput: set, onChange: set }),
    spellcheck: false,
    autocomplete: 'off',
    'aria-invalid': problemOf(name) !== undefined,
    'aria-describedby': `${id}-about`,
  };
}

const About = ({ name, id, hint }: { name: string; id: string; hint: string }) => (
  <small id={`${id}-about`}>
    {hint} <strong class="problem">{problemOf(name)}</strong>
  </small>
);

function Answered() {
  const found = answer.value;
  return (
    <div class="answer" data-status={found?.status}>
      <p role="status">
        {isSending.value && 'Waiting for the answer …'}
        {failure.value}
        {found && (
          <>
            <strong>
              {found.status} {found.statusText}
            </strong>{' '}
            after {inMs(found.tookMs)}
          </>
        )}
      </p>
      {found && (
        <>
          <dl>
            {found.headers.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <code>{value}</code>
                </dd>
              </div>
            ))}
          </dl>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: where it is longer than what is seen, keys have to scroll it */}
          <section class="scrolls" aria-label="The answer's body" tabIndex={0}>
            <pre>{pretty(found.body)}</pre>
          </section>
        </>
      )}
    </div>
  );
}
