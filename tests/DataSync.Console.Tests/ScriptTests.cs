namespace DataSync.Hosting.Tests;

public sealed class ScriptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("datasync-console-").FullName;

    [Fact]
    public async Task A_script_gets_its_arguments_and_writes_tables_texts_and_errors_where_they_belong()
    {
        var script = Write(
            """
            param([string] $Name, [switch] $Flag, [int] $Number, [string] $Rest)
            "name=$Name flag=$Flag number=$Number rest=$Rest root=$PSScriptRoot"
            [pscustomobject]@{ Code = 1; Name = '平安银行' }, [pscustomobject]@{ Code = 22; Name = 'b' }
            Write-Error 'soft error'
            Write-Warning 'careful'
            Write-Host 'to the host'
            try { throw 'inner' } catch { "caught $_" }
            "[DataSync.Column] is $([DataSync.Column].Name)"
            "commands: $((Get-Command -Module DataSync).Count -gt 20)"
            """);

        var ended = await ChildProcess.RunConsole(script, "-Name", "it's $x", "-Flag", "-Number", "-5", "last one");

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains($"name=it's $x flag=True number=-5 rest=last one root={_folder}\n", ended.Output);
        Assert.Contains("Code Name\n---- ----\n   1 平安银行\n  22 b\n", ended.Output);
        Assert.Contains("to the host\n", ended.Output);
        Assert.Equal(1, ended.Output.Split("to the host").Length - 1);
        Assert.Contains("caught inner\n", ended.Output);
        Assert.Contains("[DataSync.Column] is Column\n", ended.Output);
        Assert.Contains("commands: True\n", ended.Output);
        Assert.DoesNotContain("soft error", ended.Output);
        Assert.Contains($"Write-Error: {script}:4\n", ended.Error);
        Assert.Contains("     | soft error\n", ended.Error);
        Assert.Contains("WARNING: careful\n", ended.Error);
        Assert.DoesNotContain('\e', ended.Output + ended.Error);
    }

    [Fact]
    public async Task Exit_gives_the_code_and_loses_no_output()
    {
        var ended = await ChildProcess.RunConsole(Write("[pscustomobject]@{ A = 1 }; 'before'; exit 7; 'after'"));

        Assert.Equal(7, ended.ExitCode);
        Assert.Equal("\nA\n-\n1\nbefore\n\n", ended.Output);
    }

    [Fact]
    public async Task An_uncaught_error_ends_with_1_after_the_output()
    {
        var script = Write("[pscustomobject]@{ A = 1 }\nthrow 'broken'\n'after'");

        var ended = await ChildProcess.RunConsole(script);

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("A\n-\n1\n", ended.Output);
        Assert.DoesNotContain("after", ended.Output);
        Assert.Contains($"Exception: {script}:2\n", ended.Error);
        Assert.Contains("| broken\n", ended.Error);
    }

    [Fact]
    public async Task A_script_that_does_not_parse_runs_nothing()
    {
        var script = Write("'started'\nif (1 {");

        var ended = await ChildProcess.RunConsole(script);

        Assert.Equal(1, ended.ExitCode);
        Assert.Equal("", ended.Output);
        Assert.Contains($"ParserError: {script}:2\n", ended.Error);
    }

    [Fact]
    public async Task A_missing_script_is_named()
    {
        var ended = await ChildProcess.RunConsole("no-such-script.ps1");

        Assert.Equal(1, ended.ExitCode);
        Assert.Equal("There is no script 'no-such-script.ps1'.\n", ended.Error);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string text)
    {
        var path = Path.Combine(_folder, "script.ps1");
        File.WriteAllText(path, text);
        return path;
    }
}
