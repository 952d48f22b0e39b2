namespace DataSync.Hosting.Tests;

/// <summary>Registering asks the real console what it knows.</summary>
public sealed class ScheduledJobTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("datasync-jobs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The script that jobs run in pwsh, run here.</summary>
    [Fact]
    public async Task The_script_for_pwsh_ends_with_the_code_of_its_runs()
    {
        var workspace = Path.Combine(_folder, "workspace");
        File.WriteAllText(Path.Combine(_folder, "make.ps1"), """
            param($Workspace)
            New-DsWorkspace $Workspace | Out-Null
            $env:DATASYNC_WORKSPACE = $Workspace
            New-DsSource vendor -Preset RestJson -Uri http://127.0.0.1:9/ -TimeZone UTC -Setting @{ retry = @{ attempts = 1 } } | Out-Null
            New-DsDataset rates -Source vendor -Column day:Date, rate:Double -Parameter @{ Name = 'day'; Type = 'Date' } -Key day | Out-Null
            New-DsStore lake -Kind Json -Path ./data | Out-Null
            New-DsPlan -Name failing -Dataset rates -Store lake -Schedule '* * * * *' -Arguments @{ day = '20240102' } | Out-Null
            New-DsPlan -Name pending -Dataset rates -Store lake -Table pending -Schedule '* * * * *' -Arguments @{ day = '29990102' } | Out-Null
            New-DsPlan -Name seldom -Dataset rates -Store lake -Table seldom -Schedule '0 0 29 2 *' -Arguments @{ day = '20240102' } | Out-Null
            """);
        Assert.Equal(0, (await ChildProcess.RunConsole(Path.Combine(_folder, "make.ps1"), "-Workspace", workspace)).ExitCode);
        foreach (var plan in (string[])["failing", "pending"]) File.SetLastWriteTimeUtc(Path.Combine(workspace, "plans", $"{plan}.json"), DateTime.UtcNow.AddHours(-1));

        foreach (var (plan, code) in ((string, int)[])[("seldom", 0), ("pending", 0), ("failing", 1), ("none", 1)])
        {
            var ended = ChildProcess.RunConsole(Path.Combine(Repository.Module, "Invoke-ScheduledJob.ps1"), "-Workspace", workspace, "-Plan", plan);
            Assert.Equal((plan, code), (plan, (await ended).ExitCode));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_command_that_the_console_lacks_is_refused_by_its_line_and_one_that_it_has_is_not(bool program)
    {
        File.WriteAllText(Path.Combine(_folder, "job.ps1"), """
            param($Folder)
            New-DsWorkspace $Folder/workspace | Out-Null
            $env:DATASYNC_WORKSPACE = "$Folder/workspace"
            New-DsSource vendor -Preset RestJson -Uri http://127.0.0.1:9/ -TimeZone UTC | Out-Null
            New-DsDataset rates -Source vendor -Column day:Date, rate:Double -Parameter @{ Name = 'day'; Type = 'Date' } -Key day | Out-Null
            New-DsStore lake -Kind Json -Path ./data | Out-Null
            New-DsPlan -Name daily -Dataset rates -Store lake -Schedule '@daily' -Arguments { Get-Date | Sort-Object | ForEach-Object { @{ day = $_ } } } | Out-Null
            (Register-DsScheduledJob daily -Scheduler Systemd -Runner Console -WhatIf)[1].Content
            # made where pwsh is, by somebody else
            [System.IO.File]::WriteAllText("$Folder/workspace/plans/daily.ps1", "@{ day = '20240102' }`n1..3 | Group-Object | Out-Null")
            Register-DsScheduledJob daily -Scheduler Systemd -Runner Console -WhatIf -ErrorAction SilentlyContinue -ErrorVariable failures
            "refused: $($failures[0].FullyQualifiedErrorId): $($failures[0].Exception.Message)"
            """);
        // as the program of its own that it is built to, or by dotnet
        using var child = program ? ChildProcess.Start(Path.ChangeExtension(Repository.Console, null), [Path.Combine(_folder, "job.ps1"), "-Folder", _folder])
            : ChildProcess.Console(Path.Combine(_folder, "job.ps1"), "-Folder", _folder);
        var ended = await child.End();

        Assert.Equal("", ended.Error);
        Assert.Matches(program ? @"(?m)^ExecStart=/\S+/DataSync\.Console -Workspace \S+ -Plan daily -Due$" : @"(?m)^ExecStart=/\S+/dotnet /\S+/DataSync\.Console\.dll -Workspace \S+ -Plan daily -Due$", ended.Output);
        Assert.Equal(program, ended.Output.Contains("Environment=DOTNET_ROOT=/", StringComparison.Ordinal));
        Assert.Contains("refused: RunnerUnsuitable,DataSync.Commands.RegisterDsScheduledJobCommand: daily: line 2: the command 'Group-Object'", ended.Output, StringComparison.Ordinal);
    }
}
