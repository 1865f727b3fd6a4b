package computed

import (
	"fmt"
	"reflect"
	"strings"

	kubeletv1beta1 "k8s.io/kubelet/config/v1beta1"
	kubeletscheme "k8s.io/kubernetes/pkg/kubelet/apis/config/scheme"

	"github.com/hardenway/hardenway/quiz"
)

// evaluateKubelet reads an empty KubeletConfiguration as the kubelet reads its file, with the
// defaults of v1beta1, and tells what then stands at the field.
func evaluateKubelet(truth quiz.KubeletTruth) (string, error) {
	scheme, _, err := kubeletscheme.NewSchemeAndCodecs()
	if err != nil {
		return "", fmt.Errorf("the kubelet's configuration scheme: %w", err)
	}
	config := &kubeletv1beta1.KubeletConfiguration{}
	scheme.Default(config)
	value := reflect.ValueOf(config).Elem()
	for part := range strings.SplitSeq(truth.Field, ".") {
		if value.Kind() == reflect.Pointer {
			if value.IsNil() {
				return "", fmt.Errorf("kubelet: %s is below something that has no default", truth.Field)
			}
			value = value.Elem()
		}
		field, ok := fieldByJSON(value, part)
		if !ok {
			return "", fmt.Errorf("kubelet: KubeletConfiguration has no field %s: there is no %q", truth.Field, part)
		}
		value = field
	}
	return plain(value), nil
}

// fieldByJSON finds a struct's field by the name that it has in a file, also when it comes
// from a struct that is laid into this one.
func fieldByJSON(value reflect.Value, name string) (reflect.Value, bool) {
	if value.Kind() != reflect.Struct {
		return reflect.Value{}, false
	}
	for i := range value.NumField() {
		tag, _, _ := strings.Cut(value.Type().Field(i).Tag.Get("json"), ",")
		if tag == name {
			return value.Field(i), true
		}
		if tag == "" && value.Type().Field(i).Anonymous {
			if field, ok := fieldByJSON(value.Field(i), name); ok {
				return field, true
			}
		}
	}
	return reflect.Value{}, false
}

// plain is a value as one would write it in a file. What has no default is unset.
func plain(value reflect.Value) string {
	if value.Kind() == reflect.Pointer {
		if value.IsNil() {
			return "unset"
		}
		value = value.Elem()
	}
	switch value.Kind() { //nolint:exhaustive // the other kinds are written as fmt writes them
	case reflect.Slice, reflect.Map:
		if value.Len() == 0 {
			return "unset"
		}
	case reflect.String:
		if value.Len() == 0 {
			return "unset"
		}
	case reflect.Struct: // a duration: metav1.Duration has one field, which prints as 1m0s
		if value.NumField() == 1 {
			return fmt.Sprint(value.Field(0).Interface())
		}
	default:
	}
	return fmt.Sprint(value.Interface())
}
