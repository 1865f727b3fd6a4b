package computed

// A generated world is that of a small company. Teams own namespaces, people are in a team's
// group, and service accounts do one job each.

// teams are those that a world may have.
var teams = []string{"payments", "checkout", "search", "catalog", "logistics", "billing", "reports", "support", "accounts", "pricing"}

// people are users.
var people = []string{"amira", "jonas", "priya", "mateo", "ingrid", "kofi", "yuki", "lena", "tomas", "zoe", "samir", "freya"}

// robots are service accounts.
var robots = []string{"ci-deployer", "backup", "metrics-reader", "release-bot", "cleanup", "image-scanner", "log-shipper", "config-sync"}

// apps are workloads.
var apps = []string{"api", "worker", "frontend", "queue", "cache", "scheduler", "gateway", "importer", "mailer", "indexer"}
