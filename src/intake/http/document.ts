/** The document of the API, OpenAPI 3.1, made of the schemas that judge requests; and a page to read it. */
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';

const config = {
  zodToJsonConfig: {
    // Of what is transformed as it is read, zod leaves examples out: they might be of what comes out.
    override({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodType; jsonSchema: z.core.JSONSchema.BaseSchema }) {
      const examples = z.globalRegistry.get(zodSchema)?.examples;
      if (Array.isArray(examples) && examples.length > 0) jsonSchema.examples = examples;
    },
  },
};

const DESCRIPTION = `Rung escalates support tickets at the moment a rule comes true. This is its way in: open tickets, tell what
happens to them, give commands, ask. Facts are idempotent by \`eventId\` (or the header \`Idempotency-Key\`), tickets by their id, commands by
\`commandId\`. An answer 202 means that a fact is safe: Temporal has it, or the database keeps it until Temporal takes it.`;

/** To be called before the routes are registered. */
export async function publishDocument(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Rung intake', version, description: DESCRIPTION },
      servers: [{ url: '/' }],
      tags: [
        { name: 'tickets', description: 'Open tickets and look at them.' },
        { name: 'facts', description: 'Tell what has happened.' },
        { name: 'commands', description: 'Ask something of the engine, and get its answer.' },
        { name: 'webhooks', description: 'Deliveries of help desks.' },
        { name: 'people', description: 'Where Slack and mails lead people back.' },
        { name: 'other', description: 'Whether it works, and trying out.' },
      ],
      components: {
        securitySchemes: {
          key: {
            type: 'http',
            scheme: 'bearer',
            description: 'A key of `rung key create`, or a token of the issuer that is configured.',
          },
        },
      },
    },
    transform: createJsonSchemaTransform(config),
    transformObject: createJsonSchemaTransformObject(config),
  });
  await app.register(async (docs) => {
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, needs: 'public' };
    });
    await docs.register(swaggerUi, { routePrefix: '/docs', staticCSP: true, uiConfig: { docExpansion: 'list' } });
  });
  app.get('/openapi.json', { config: { needs: 'public' }, schema: { hide: true } }, () => app.swagger());
}
