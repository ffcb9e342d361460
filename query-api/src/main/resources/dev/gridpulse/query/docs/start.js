// Our own document instead of the example that Swagger UI comes with.
window.ui = SwaggerUIBundle({ url: '/openapi.yml', dom_id: '#swagger-ui', deepLinking: true });
