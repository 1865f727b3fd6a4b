// Package content is what the course says: its lessons, and the topics that lessons,
// scenarios and questions take up between them.
package content
