package provider

// wrongAdopt lists wrong arguments of adoption.
var wrongAdopt = []wrongInput{
	{"a field manager without a name", m{"adopt": m{"fieldManagers": list{""}}}, "adopt.fieldManagers[0]", "--show-managed-fields"},
	{"a field manager given twice", m{"adopt": m{"fieldManagers": list{"argocd", "argocd"}}}, "adopt.fieldManagers[1]", "list it once"},
	{"a context without a name", m{"adopt": m{"context": ""}}, "adopt.context", "leave it out"},
	{"a provider is passed, as these tests do", m{"adopt": m{}}, "adopt.kubeconfig", "write the kubeconfig that it has"},
	{"neither a file nor a kubeconfig", m{"adopt": m{"kubeconfig": "no such file"}}, "adopt", "neither the path of an existing file nor the content of a kubeconfig"},
	{"nobody there", m{"adopt": m{"kubeconfig": kubeconfig("http://127.0.0.1:1", "t")}}, "adopt", "what is there can't be read"},
	{"a context that the kubeconfig lacks", m{"adopt": m{"kubeconfig": kubeconfig(emptyCluster(), "t"), "context": "other"}}, "adopt", `context "other" does not exist`},
}
