using DataSync.Scheduling;

namespace DataSync.Jobs;

/// <summary>The environment that jobs get from us: what programs need to start and to reach the network, and no secret.</summary>
internal static class JobEnvironment
{
    // where a proxy's address holds a password, it stays out
    private static readonly string[] Passed = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR"];

    public static IReadOnlyDictionary<string, string> Of(RunnerProgram runner, Machine machine)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = machine.Home,
            ["USER"] = machine.User,
            ["LOGNAME"] = machine.User,
            ["PATH"] = "/usr/local/bin:/usr/bin:/bin",
            ["LANG"] = "C.UTF-8",
            ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
        };
        if (machine.Variable(Secrets.SecretVault.Variable) is { Length: > 0 } vault) environment[Secrets.SecretVault.Variable] = Path.GetFullPath(vault);
        if (runner.DotnetRoot is { } root) environment["DOTNET_ROOT"] = root;
        foreach (var name in Passed)
            if (machine.Variable(name) is { Length: > 0 } value && !value.Contains('@')) environment[name] = value;
        return environment;
    }
}
