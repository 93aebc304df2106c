import type { SignInConfig } from '../../cli/console/protocol.ts';
import { signIn, signInProblem } from './sign-in.ts';

/** What users see before they sign in. */
export function SignInCard({ config }: { config: SignInConfig }) {
  return (
    <section class="card wide" aria-labelledby="sign-in-title">
      <h2 id="sign-in-title">Sign in</h2>
      <p>Rides are asked for in your name. New riders create an account on the next page.</p>
      {signInProblem.value !== '' && (
        <p class="reason" role="alert">
          {signInProblem.value}
        </p>
      )}
      <button type="button" class="primary" onClick={() => void signIn(config)}>
        Sign in
      </button>
    </section>
  );
}
