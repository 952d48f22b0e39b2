using System.Management.Automation;
using System.Net;
using System.Text;
using DataSync.Scheduling;
using DataSync.Secrets;

namespace DataSync.Tests;

/// <summary>The user's own vault, and that what it keeps gets out nowhere.</summary>
[Collection(MachineTests.Name)]
public sealed class SecretCommandTests : IDisposable
{
    private const string Secret = "hünter/2+ = \"three\" & four";
    private readonly Shell _shell = new();
    private readonly string? _before = Environment.GetEnvironmentVariable(SecretVault.Variable);
    private readonly Machine _machine = Services.Machine;
    private readonly string _vault = Directory.CreateTempSubdirectory("datasync-vault-").FullName;

    public SecretCommandTests() => Environment.SetEnvironmentVariable(SecretVault.Variable, _vault);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(SecretVault.Variable, _before);
        Services.Machine = _machine;
        _shell.Dispose();
        Directory.Delete(_vault, recursive: true);
    }

    [Fact]
    public void Secrets_are_set_listed_tested_and_removed()
    {
        _shell.Run("param($text) $text | Set-DsSecret token", $" {Secret}\n");
        using var secure = new NetworkCredential("", "x y").SecurePassword;
        Assert.Equal("secret:second", _shell.One<SecretEntry>("param($s) Set-DsSecret second $s -PassThru", secure).Reference);
        _shell.Run("param($c) Set-DsSecret third -Credential $c", new PSCredential("me", secure));
        _shell.Run("'x' | Set-DsSecret fourth -WhatIf");
        Assert.Equal(["second", "third", "token"], _shell.Run("Get-DsSecret | ForEach-Object Name").Select(v => v.ToString()));
        Assert.Equal((Secret, "x y", "x y"), (SecretVault.Of().Find("token"), SecretVault.Of().Find("second"), SecretVault.Of().Find("third")));
        Assert.StartsWith("SecretNotFound,", _shell.Fail("Get-DsSecret none").FullyQualifiedErrorId, StringComparison.Ordinal);

        _shell.Run("New-DsSource vendor -Preset RestJson -Uri https://v.test/ -Token secret:token | Out-Null; New-DsStore db -Kind PostgreSql -Server h -Database d -User u -Password env:NO_SUCH_SECRET | Out-Null");
        var status = _shell.Run("Test-DsSecret").Select(s => (SecretStatus)s.BaseObject).ToList();
        Assert.Equal([("secret:token", true, "token of source 'vendor'"), ("env:NO_SUCH_SECRET", false, "password of store 'db'")], status.Select(s => (s.Reference, s.Found, s.Users.Single())));
        Assert.True(_shell.One<SecretStatus>("Test-DsSecret second").Found);
        Assert.Equal("***", _shell.One<SecretStatus>("Test-DsSecret 'pass:word'").Reference);

        _shell.Run("Remove-DsSecret token -Force -WhatIf; Remove-DsSecret second -Force");
        Assert.Equal(["third", "token"], _shell.Run("(Get-DsSecret).Name").Select(v => v.ToString()));
        Assert.StartsWith("SecretNotFound,", _shell.Fail("Remove-DsSecret second -Force").FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    /// <summary>A vendor that repeats the token in its errors, a chat whose address is a secret, everything said loudly, and jobs that are registered: no form of the secrets is in any file, record or object.</summary>
    [Fact]
    public void Nothing_of_a_whole_run_holds_a_secret()
    {
        var programs = Directory.CreateDirectory(Path.Combine(_shell.Folder, "programs")).FullName;
        foreach (var name in (string[])["crontab", "DataSync.Console"]) File.WriteAllText(Path.Combine(programs, name), "");
        var crontab = new FakeCrontab();
        Services.Machine = new Machine { Programs = crontab, Home = _shell.Folder, Root = _shell.Folder, User = "ops", Platform = PlatformID.Unix, Variable = name => name == "PATH" ? programs : Environment.GetEnvironmentVariable(name) };
        var asked = new List<string>();
        using var vendor = FakeVendor.Of(uri =>
        {
            lock (asked) asked.Add(uri.AbsoluteUri);
            return uri.Query.Contains("20240103", StringComparison.Ordinal) ? $$"""{"error":"bad request {{uri.AbsoluteUri.Replace("\"", "\\\"", StringComparison.Ordinal)}}"}""" : FakeVendor.Rows(uri);
        });
        using var chat = FakeVendor.Of(uri => $"no hook at {uri}");
        var address = $"https://{chat.Host}/hook?key={Uri.EscapeDataString(Secret)}";
        var shown = new StringBuilder();
        var errors = new List<ErrorRecord>();
        _shell.Run("param($a, $b) $a | Set-DsSecret token; $b | Set-DsSecret chat", Secret, address);
        Run("""
            param($uri)
            $VerbosePreference = $DebugPreference = 'Continue'
            New-DsSource vendor -Preset RestJson -Uri $uri -TimeZone UTC -Token secret:token -Setting @{ query = @{ key = '{{token}}'; '...' = '{{arguments}}' }; headers = @{ 'X-Key' = '{{token}}' }; retry = @{ attempts = 1 } }
            New-DsDataset rates -Source vendor -Key day, code -Column day:Date, code, rate:Double -Parameter @{ Name = 'day'; Type = 'Date'; Format = 'yyyyMMdd'; Filter = 'day Equals' }
            New-DsStore lake -Kind Json -Path ./data
            Set-DsNotification ops -Preset DingTalk -Address secret:chat -Secret secret:token -PassThru
            New-DsPlan -Dataset rates -Store lake -Schedule '0 18 * * *' -Arguments @{ day = '20240102' }, @{ day = '20240103' }
            Test-DsSource vendor
            Invoke-DsSync rates -WhatIf
            Invoke-DsSync rates
            Invoke-DsSync rates
            Show-DsData rates -Arguments @{ day = '20240103' }
            Test-DsNotification ops
            Test-DsSecret
            Register-DsScheduledJob rates -WhatIf
            Register-DsScheduledJob rates -Runner Console
            Get-DsScheduledJob
            Get-DsRun -Last 1
            Get-DsRun -Last 1 -Detail
            Test-DsWorkspace
            """, vendor.Uri);

        Assert.Contains(asked, a => a.Contains(Uri.EscapeDataString(Secret), StringComparison.Ordinal)); // it was used
        Assert.NotEmpty(errors);
        Assert.True(chat.Requests > 0);
        Assert.Contains("did not arrive", shown.ToString(), StringComparison.Ordinal);
        foreach (var scan in (SecretScan[])[new(Secret), new(address)])
        {
            Assert.Empty(scan.InFiles(_shell.Folder));
            Assert.Empty(scan.InFiles(_vault));
            Assert.Empty(scan.In(shown.ToString()));
            Assert.Empty(scan.In(crontab.Text + string.Join('\n', crontab.Calls)));
            Assert.Empty(errors.SelectMany(scan.InError));
        }

        void Run(string script, params object[] arguments)
        {
            using var shell = _shell.Create(script, arguments);
            var output = new List<PSObject>();
            shell.Invoke(null, output);
            errors.AddRange(shell.Streams.Error);
            foreach (var item in output) shown.AppendLine(SecretScan.Text(item));
            foreach (var record in shell.Streams.Verbose.Cast<InformationalRecord>().Concat(shell.Streams.Debug).Concat(shell.Streams.Warning)) shown.AppendLine(record.Message);
            foreach (var record in shell.Streams.Information) shown.AppendLine(record.MessageData?.ToString());
            foreach (var record in shell.Streams.Progress) shown.AppendLine($"{record}");
        }
    }

    /// <summary>A crontab in memory.</summary>
    private sealed class FakeCrontab : IProgramRunner
    {
        public string Text { get; private set; } = "";
        public List<string> Calls { get; } = [];

        public Task<ProgramResult> RunAsync(string program, IReadOnlyList<string> arguments, string? input, CancellationToken cancellationToken)
        {
            Calls.Add($"{program} {string.Join(' ', arguments)} {input}");
            if (program == "crontab" && arguments[0] == "-") Text = input!;
            return Task.FromResult(new ProgramResult(0, program == "crontab" && arguments[0] == "-l" ? Text : "", ""));
        }
    }
}
