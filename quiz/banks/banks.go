// Code generated from the question banks by go generate ./quiz/banks; DO NOT EDIT.

// Package banks is harden's own questions. They are written as YAML, next to what is made
// of them here so that a quiz begins at once.
package banks

import "github.com/hardenway/hardenway/quiz"

// All returns the banks in the order of their files. Whoever changes one changes it for all.
func All() []quiz.Bank {
	return []quiz.Bank{
		bankadmission_policy,
		bankapi_request_path,
		bankauthentication,
		bankauthorization_rbac,
		bankcontainers_runtimes,
		bankcontrol_plane_cis,
		bankdetection_audit,
		banketcd,
		bankgitops,
		bankkubelet_nodes,
		banknetwork,
		bankpki_kubeconfig,
		bankprivilege_escalation,
		bankrecovery_forensics,
		banksecrets_at_rest,
		bankserviceaccount_tokens,
		banksupply_chain,
		banktenancy,
		bankthreat_model,
		bankworkload_hardening,
	}
}

// A boolean question points to its answer.
var yes, no = true, false
