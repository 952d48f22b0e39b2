namespace DataSync.Hosting.Tests;

public sealed class PromptTests
{
    [Fact]
    public async Task Commands_come_from_a_pipe_and_may_take_several_lines()
    {
        using var child = ChildProcess.Console();
        await child.Type("$x = 20\nif ($x) {\n  $x + 1\n}\nthrow 'broken'\n(Get-History).Count\n");

        var ended = await child.End();

        Assert.Equal(0, ended.ExitCode);
        Assert.Equal("21\n3\n", ended.Output);
        Assert.Contains("Exception: broken\n", ended.Error);
    }

    [Fact]
    public async Task A_terminal_has_a_prompt_editing_history_and_completion()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Opens a terminal by Linux's script command.");
        using var child = ChildProcess.Start("script", ["-qfec", $"exec dotnet {Repository.Console} -NoLogo", "/dev/null"], ("COLUMNS", "100"));
        await child.WaitFor("> ");
        await child.Type("'re' + 'sult'\r");
        await child.WaitFor("\nresult\r\n");
        await child.WaitFor("> ");
        await child.Type("\e[A\r");
        await child.WaitFor("\nresult\r\n");
        await child.WaitFor("> ");
        await child.Type("'dropped'\x3");
        await child.WaitFor("> ");
        await child.Type("Get-DsCover\t -Bogus 1\r");
        await child.WaitFor("Get-DsCoverage -Bogus 1");
        await child.WaitFor("'Bogus'");
        await child.WaitFor("> ");
        await child.Type("if (1) {\r");
        await child.WaitFor(">> ");
        await child.Type("'who' + 'le' }\r");
        await child.WaitFor("\nwhole\r\n");
        await child.WaitFor("> ");
        await child.Type("'go'; Start-Sleep 300\r");
        await child.WaitFor("\ngo\r\n");
        await child.Type("\x3");
        await child.WaitFor("> ");
        await child.Type("exit 5\r");

        Assert.Equal(5, (await child.End()).ExitCode);
    }
}
