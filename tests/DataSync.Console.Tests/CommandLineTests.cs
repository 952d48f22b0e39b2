namespace DataSync.Hosting.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void The_first_word_that_is_no_option_is_the_script_and_the_rest_is_its_own()
    {
        var line = CommandLine.Parse(["--nologo", "-w", "here", "run.ps1", "-Plan", "x"]);

        Assert.True(line.NoLogo);
        Assert.Equal("here", line.Workspace);
        Assert.Equal("run.ps1", line.Script);
        Assert.Equal(["-Plan", "x"], line.ScriptArguments);
        Assert.Null(line.Plan);
    }

    [Fact]
    public void Due_stands_alone_or_with_a_plan()
    {
        Assert.Equal((true, null, "here"), (CommandLine.Parse(["-Due", "-Workspace", "here"]) is var all && all.Due, all.Plan, all.Workspace));
        Assert.Equal((true, "daily"), (CommandLine.Parse(["-Plan", "daily", "-Due"]) is var one && one.Due, one.Plan));
    }

    [Theory]
    [InlineData("-Name", " -Name")]
    [InlineData("-Switch:$false", " -Switch:$false")]
    [InlineData("-Name:it's", " -Name:'it''s'")]
    [InlineData("-5", " '-5'")]
    [InlineData("$(throw)", " '$(throw)'")]
    [InlineData("", " ''")]
    public void Arguments_are_quoted_so_that_nothing_in_them_runs(string argument, string expected) =>
        Assert.Equal(expected, CommandLine.Parse(["run.ps1", argument]).QuotedArguments());

    [Theory]
    [InlineData("-Plan")]
    [InlineData("-Command")]
    [InlineData("-Other")]
    public void A_missing_value_or_an_unknown_option_is_refused(string argument) =>
        Assert.Contains(argument, Assert.Throws<ArgumentException>(() => CommandLine.Parse([argument])).Message);
}
