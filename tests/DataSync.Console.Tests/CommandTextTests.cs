namespace DataSync.Hosting.Tests;

public sealed class CommandTextTests
{
    [Theory]
    [InlineData("'fine'", 0)]
    [InlineData("Write-Error x; 'fine'", 0)]
    [InlineData("try { throw 'x' } catch { }", 0)]
    [InlineData("'fine'; No-SuchCommand", 1)]
    [InlineData("throw 'x'", 1)]
    [InlineData("exit 42", 42)]
    [InlineData("'open", 1)]
    public async Task The_exit_code_tells_how_it_ended(string command, int expected) =>
        Assert.Equal(expected, (await ChildProcess.RunConsole("-Command", command)).ExitCode);

    [Fact]
    public async Task What_follows_the_option_is_one_text() =>
        Assert.Equal("a b\n", (await ChildProcess.RunConsole("-c", "Write-Output", "'a b'")).Output);

    [Fact]
    public async Task The_workspace_option_sets_the_environment()
    {
        var ended = await ChildProcess.RunConsole("-Workspace", "some", "-Command", "$env:DATASYNC_WORKSPACE");

        Assert.Equal(Path.GetFullPath("some") + "\n", ended.Output);
    }

    [Fact]
    public async Task A_question_at_the_end_of_input_is_an_error_and_answers_are_read_from_it()
    {
        const string ask = "$c = [System.Management.Automation.Host.ChoiceDescription[]]('&Yes', '&No'); $Host.UI.PromptForChoice('Sure?', 'Really', $c, 1)";
        using var answered = ChildProcess.Console("-Command", ask);
        await answered.Type("y\n");

        Assert.Equal("Sure?\nReally\n[Y] Yes  [N] No  [?] Help (default is \"N\"): 0\n", (await answered.End()).Output);

        var unanswered = await ChildProcess.RunConsole("-Command", ask);
        Assert.Equal(1, unanswered.ExitCode);
        Assert.Contains("no more input", unanswered.Error);
    }

    [Fact]
    public async Task An_unknown_option_prints_the_usage()
    {
        var ended = await ChildProcess.RunConsole("-Bogus");

        Assert.Equal(1, ended.ExitCode);
        Assert.StartsWith("'-Bogus' is not an option of this console.\nUsage:", ended.Error);
    }

    [Fact]
    public async Task An_unknown_plan_fails()
    {
        var folder = Directory.CreateTempSubdirectory("datasync-console-").FullName;
        var ended = await ChildProcess.RunConsole("-Workspace", folder, "-Plan", "no-such-plan");

        Assert.Equal(1, ended.ExitCode);
        Assert.StartsWith("Invoke-DsSync:", ended.Error);
        Directory.Delete(folder, recursive: true);
    }
}
