package formats

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/hardenway/hardenway/quiz"
)

// jsonKind heads a file of banks in JSON, next to the API version of banks.
const jsonKind = "QuestionBankList"

// jsonFile is a file of banks. Fields are those of the banks in YAML.
type jsonFile struct {
	APIVersion string      `json:"apiVersion"`
	Kind       string      `json:"kind"`
	Banks      []quiz.Bank `json:"banks"`
}

// WriteJSON writes everything. Nothing is lost.
func WriteJSON(w io.Writer, banks []quiz.Bank) ([]Loss, error) {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if banks == nil {
		banks = []quiz.Bank{}
	}
	return nil, encoder.Encode(jsonFile{APIVersion: quiz.APIVersion, Kind: jsonKind, Banks: banks})
}

// ReadJSON reads what WriteJSON writes, and checks it as Load checks YAML.
func ReadJSON(data []byte, known quiz.Known) ([]quiz.Bank, error) {
	var head jsonFile
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&head)
	if err == nil {
		if _, more := decoder.Token(); more != io.EOF { //nolint:errorlint // the decoder returns it bare
			err = fmt.Errorf("something follows after the banks")
		}
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading question banks from JSON: %w", err)
	case head.APIVersion != quiz.APIVersion || head.Kind != jsonKind:
		return nil, fmt.Errorf("reading question banks from JSON: this is %q %q; want apiVersion %q and kind %q", head.APIVersion, head.Kind, quiz.APIVersion, jsonKind)
	}
	if err := quiz.Validate(head.Banks, known); err != nil {
		return nil, err
	}
	return head.Banks, nil
}
