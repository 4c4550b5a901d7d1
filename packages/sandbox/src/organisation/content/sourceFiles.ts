import type { Service } from '../data/services';

type Files = Record<string, string>;

/** Source, image and pipeline. \`version\` 2 answers errors as problem details. */
export function sourceFiles(service: Service, version: 1 | 2): Files {
  if (runtimeOf(service) === 'java') {
    return {
      'src/main/java/example/aerq/Main.java': `package example.aerq;

public final class Main {
  public static void main(String[] arguments) {
    System.out.println("${service.name} ${version}");
  }
}
`,
    };
  }
  return runtimeOf(service) === 'python'
    ? pythonFiles(service, version)
    : nodeFiles(service, version);
}

export function runtimeOf(service: Service): 'node' | 'python' | 'java' {
  if (service.tags.includes('java')) {
    return 'java';
  }
  return service.tags.includes('python') ? 'python' : 'node';
}

function nodeFiles(service: Service, version: 1 | 2): Files {
  const notFound =
    version === 2
      ? `response.writeHead(404, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify({ title: 'Not found', status: 404 }));`
      : `response.writeHead(404);
  response.end();`;
  return {
    'package.json': `${JSON.stringify(
      {
        name: service.name,
        version: `1.${version}.0`,
        private: true,
        type: 'module',
        engines: { node: '>=24' },
        scripts: { start: 'node src/main.ts', test: 'node --test' },
      },
      undefined,
      2,
    )}\n`,
    'src/server.ts': `import { createServer } from 'node:http';

/** ${service.description}. */
export const server = createServer((request, response) => {
  if (request.url === '/healthz' || request.url === '/readyz') {
    response.end('ok');
    return;
  }
  ${notFound}
});
`,
    'src/main.ts': `import { server } from './server.ts';

server.listen(Number(process.env.PORT ?? 8080));
process.on('SIGTERM', () => server.close());
`,
    'test/server.test.ts': `import assert from 'node:assert';
import { once } from 'node:events';
import { test } from 'node:test';
import { server } from '../src/server.ts';

test('it is alive', async () => {
  await once(server.listen(0), 'listening');
  const response = await fetch(\`http://localhost:\${server.address().port}/healthz\`);
  assert.equal(response.status, 200);
  server.close();
});
`,
    Dockerfile: `FROM docker.io/library/node:24-bookworm-slim
WORKDIR /service
COPY package.json ./
COPY src src
USER node
CMD ["node", "src/main.ts"]
`,
  };
}

function pythonFiles(service: Service, version: 1 | 2): Files {
  return {
    'pyproject.toml': `[project]
name = "${service.name}"
version = "1.${version}.0"
requires-python = ">=3.12"
`,
    'src/main.py': `"""${service.description}."""
import os
from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path in ("/healthz", "/readyz") else 404)
        self.end_headers()


HTTPServer(("", int(os.environ.get("PORT", "8080"))), Handler).serve_forever()
`,
    Dockerfile: `FROM docker.io/library/python:3.13-slim
WORKDIR /service
COPY src src
USER 65532
CMD ["python", "src/main.py"]
`,
  };
}
