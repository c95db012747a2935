/** What concerns every view: the studio is away, warns, or shows a demonstration. */

import { Command } from './parts/states.tsx';
import { Text } from './parts/text.tsx';
import { about, connection } from './reading/follow.ts';
import { simulatedServices } from './reading/simulated.ts';

/** Banners above the view. */
export function Banners() {
  const services = simulatedServices.value;
  return (
    <div class="banners">
      {connection.value === 'lost' && (
        <div class="banner banner-warn" role="alert">
          <b>The studio does not answer.</b> What is shown stays; it continues by itself when the studio is
          back.
        </div>
      )}
      {connection.value === 'signed-out' && <SignedOut />}
      {about.value?.warnings.map((warning) => (
        <div class="banner banner-warn" key={warning} role="status">
          <Text value={warning} />
        </div>
      ))}
      {about.value?.demo && services.length === 0 && (
        <div class="banner banner-note" role="note">
          <b>This is a demonstration.</b> What is shown is not your own telemetry.
        </div>
      )}
      {services.length > 0 && (
        <div class="banner banner-note" role="note">
          <b>The model is simulated</b> in{' '}
          {services.map((service, index) => (
            <>
              {index > 0 && ', '}
              <Text value={service} lengthMax={60} />
            </>
          ))}
          : times, tokens and cost of its LLM calls are those of a demonstration.
        </div>
      )}
    </div>
  );
}

function SignedOut() {
  return (
    <div class="banner banner-warn" role="alert">
      <b>This page is signed out.</b> Open the address that the studio printed when it started, or let it
      print a new one:
      <Command text="npx sonde up" />
    </div>
  );
}
