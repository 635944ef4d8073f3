import type { Headers } from "../resources/deliveries.ts";

export function HeaderList({ headers }: { headers: Headers }) {
  return (
    <dl class="headers">
      {Object.entries(headers).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
