package provider

// wrongAdopt lists wrong arguments of adoption.
var wrongAdopt = []wrongInput{
	{"a field manager without a name", m{"adopt": m{"fieldManagers": list{""}}}, "adopt.fieldManagers[0]", "--show-managed-fields"},
	{"a field manager given twice", m{"adopt": m{"fieldManagers": list{"argocd", "argocd"}}}, "adopt.fieldManagers[1]", "list it once"},
	{"istiod's own, which has the webhooks' certificates", m{"adopt": m{"fieldManagers": list{"pilot-discovery"}}}, "adopt.fieldManagers[0]", "list who installed the mesh"},
	{"a cloud's", m{"adopt": m{"fieldManagers": list{"argocd", "aws-cloud-controller-manager"}}}, "adopt.fieldManagers[1]", "is a controller"},
	{"a context without a name", m{"adopt": m{"context": ""}}, "adopt.context", "leave it out"},
	{"a provider is passed, as these tests do", m{"adopt": m{}}, "adopt.kubeconfig", "write the kubeconfig that it has"},
	{"an empty kubeconfig, which would mean the ambient cluster", m{"adopt": m{"kubeconfig": ""}}, "adopt.kubeconfig", "write the kubeconfig that it has"},
	{"blanks", m{"adopt": m{"kubeconfig": " \n"}}, "adopt.kubeconfig", "it is empty"},
	{"a kubeconfig of several clusters", m{"adopt": m{"kubeconfig": twoContexts(emptyCluster())}}, "adopt.context", "write that one: c, other"},
	{"no current context", m{"adopt": m{"kubeconfig": `{"apiVersion":"v1","kind":"Config"}`}}, "adopt", "write adopt.context"},
	{"neither a file nor a kubeconfig", m{"adopt": m{"kubeconfig": "no such file"}}, "adopt", "adopt.kubeconfig is neither the path of an existing file nor the content of a kubeconfig"},
	{"nobody there", m{"adopt": m{"kubeconfig": kubeconfig("http://127.0.0.1:1", "t")}}, "adopt", "what is there can't be read"},
	{"a context that the kubeconfig lacks", m{"adopt": m{"kubeconfig": kubeconfig(emptyCluster(), "t"), "context": "other"}}, "adopt", `context "other" does not exist`},
}
