using System.Text.Json.Nodes;
using DataSync.Arguments;
using DataSync.Scripts;

namespace DataSync.Tests;

/// <summary>What a plan's scriptblock may use, and how it runs.</summary>
public sealed class ScriptTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly Listener _listener = new();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("$x", "x")]
    [InlineData("@{ day = $x.AddDays(1) }", "x")]
    [InlineData("\"a $x b $($y)\"", "x,y")]
    [InlineData("& { $x }", "x")]
    [InlineData("$global:x", "x")]
    [InlineData("Get-Thing @splat", "splat")]
    [InlineData("$x += 1; $Today; $Plan; $Dataset; $Store", "")]
    [InlineData("[int]$x, $y = 1, 2; $x + $y", "")]
    [InlineData("foreach ($i in 1..3) { $i; $_; $PSItem; $args; $true; $null; $Matches; $env:HOME }", "")]
    [InlineData("function f($a, [string]$b = 'x') { $a + $b }; f 1", "")]
    [InlineData("param($p) $p", "")]
    [InlineData("1..3 | ForEach-Object -PipelineVariable n { $_ } | ForEach-Object { $n }", "")]
    [InlineData("Get-Thing -OutVariable +v; $v", "")]
    [InlineData("[int]::TryParse('1', [ref]$n); $n", "")]
    [InlineData("$using:x; $given", "")]
    [InlineData("try { 1 } catch { $_; $Error }", "")]
    public void Free_variables_are_found(string script, string expected) =>
        Assert.Equal(expected, string.Join(',', ScriptCheck.FreeVariables(ArgumentScript.Parse(script), ["given"]).Select(v => v.Name)));

    [Fact]
    public void Lines_are_those_of_the_text() => Assert.Equal([("b", 3)], ScriptCheck.FreeVariables(ArgumentScript.Parse("$a = 1\n$a\n$b\n$b"), []));

    [Theory]
    [InlineData("Read-DsData t -Store s | ForEach-Object { $_ } | Where-Object x", "")]
    [InlineData("Red-DsData t", "Red-DsData")]
    [InlineData("function Get-It { 1 }; Get-It", "")]
    [InlineData("Get-Shared", "")]
    [InlineData("1 | % { $_ } | ? { $_ }", "")]
    [InlineData("& $Plan", "")]
    public void Unknown_commands_are_found(string script, string expected)
    {
        File.WriteAllText(_shell.Workspace.FunctionsPath, "function Get-Shared { 1 }");
        var names = ScriptCheck.Commands(ArgumentScript.Parse(script)).Select(c => c.Name).ToList();
        Assert.Equal(expected, string.Join(',', ScriptRunspace.Capture().FindUnknown(_shell.Workspace, names)));
    }

    [Theory]
    [InlineData("@{ a = $using:x }", "@{ a = ${__using_x} }")]
    [InlineData("\"$using:x!\" + $using:list[0].Name", "\"${__using_x}!\" + ${__using_list}[0].Name")]
    [InlineData("$x = 1; $using:x", "$x = 1; ${__using_x}")]
    public void Captured_variables_are_read_under_another_name(string script, string expected) => Assert.Equal(expected, ArgumentScript.Parse(script).ToRuntimeText());

    [Fact]
    public async Task Hashtables_and_objects_are_argument_sets()
    {
        var sets = await Generate("@{ a = 1; B = 'x' }; [pscustomobject]@{ a = $Today }; [ordered]@{ n = $null; l = 1, 2 }; $Plan | ForEach-Object { @{ p = $_.Name; d = $Dataset.Name; s = $Store.Name } }");
        Assert.Equal((1, "x"), (sets[0]["A"], sets[0]["b"]));
        Assert.Equal(new DateOnly(2024, 1, 2), sets[1]["a"]);
        Assert.Null(sets[2]["n"]);
        Assert.Equal((object[])[1, 2], (object[])sets[2]["l"]!);
        Assert.Equal(("demo", "rates", "lake"), (sets[3]["p"], sets[3]["d"], sets[3]["s"]));
    }

    [Fact]
    public async Task Variables_come_back_as_what_they_were()
    {
        var variables = new JsonObject();
        object?[] values = [1, 5_000_000_000L, 1.5, "t", true, null, new DateOnly(2024, 1, 2), new DateTime(2024, 1, 2, 3, 4, 5, DateTimeKind.Utc), TimeSpan.FromHours(1), new object[] { 1, "x" }];
        for (var i = 0; i < values.Length; i++) variables[$"v{i}"] = PlanVariables.ToJson("v", values[i]);
        variables["table"] = PlanVariables.ToJson("table", new System.Collections.Hashtable { ["Key"] = 7 });
        var saved = (JsonObject)JsonNode.Parse(variables.ToJsonString())!;
        var set = Assert.Single(await Generate("$v0 = 'other'; @{ v0 = $using:v0; v1 = $v1; v2 = $v2; v3 = $v3; v4 = $v4; v5 = $v5; v6 = $v6; v7 = $v7; v8 = $v8; v9 = $v9; t = $table.key }", variables: saved));
        for (var i = 0; i < values.Length; i++) Assert.Equal(values[i], set[$"v{i}"]);
        Assert.Equal(7, set["t"]);
    }

    [Fact]
    public async Task Streams_reach_the_observer()
    {
        await Generate("$v = [DataSync.Column]@{ Name = 'x' }; $ErrorActionPreference = 'Continue'; Get-DsStore none; @{ a = 1 }");
        Assert.Contains("demo: There is no store 'none'", Assert.Single(_listener.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_ends_the_list_naming_plan_and_line()
    {
        var error = await Assert.ThrowsAsync<DataSyncException>(() => Generate("@{ a = 1 }\n\nGet-DsStore none"));
        Assert.Equal("ArgumentScriptFailed", error.Id);
        Assert.StartsWith("demo: the scriptblock of its arguments failed in line 3: There is no store 'none'", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<DataSyncException>(() => Generate("@{ a = 1 }\nthrow 'no more'"));
        Assert.Contains("line 2: no more", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_set_of_arguments_is_refused_even_inside_a_try()
    {
        var error = await Assert.ThrowsAsync<DataSyncException>(() => Generate("try { 'text' } catch { }\n@{ a = 1 }"));
        Assert.Equal("ArgumentsInvalid", error.Id);
    }

    [Fact]
    public async Task It_is_lazy_and_ends_when_the_consumer_has_enough()
    {
        var seen = 0;
        await foreach (var set in Start("for ($i = 0; ; $i++) { @{ i = $i } }", null, TestContext.Current.CancellationToken))
        {
            Assert.Equal(seen, set["i"]);
            if (++seen == 1000) break;
        }
        Assert.Equal(1000, seen);
    }

    [Fact]
    public async Task It_is_stopped_with_the_token_in_the_middle_of_a_loop()
    {
        using var stop = new CancellationTokenSource();
        var run = Task.Run(async () =>
        {
            await foreach (var _ in Start("@{ a = 1 }; while ($true) { }", null, stop.Token)) await stop.CancelAsync();
        }, TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task Functions_of_the_workspace_are_known_and_the_callers_session_is_not()
    {
        File.WriteAllText(_shell.Workspace.FunctionsPath, "function Get-Days { @{ day = '20240102' } }");
        _shell.Run("$global:leak = 1");
        Assert.Equal("20240102", Assert.Single(await Generate("Get-Days"))["day"]);
        Assert.False(Assert.Single(await Generate("@{ l = [bool]$leak }"))["l"] as bool?);
    }

    [Fact]
    public async Task A_broken_functions_file_is_named()
    {
        File.WriteAllText(_shell.Workspace.FunctionsPath, "function x {");
        Assert.Equal("FunctionsInvalid", (await Assert.ThrowsAsync<DataSyncException>(() => Generate("@{ a = 1 }"))).Id);
    }

    private async Task<List<IReadOnlyDictionary<string, object?>>> Generate(string script, JsonObject? variables = null)
    {
        var sets = new List<IReadOnlyDictionary<string, object?>>();
        await foreach (var set in Start(script, variables, TestContext.Current.CancellationToken)) sets.Add(set);
        return sets;
    }

    private IAsyncEnumerable<IReadOnlyDictionary<string, object?>> Start(string script, JsonObject? variables, CancellationToken cancellationToken)
    {
        var plan = new Plan { Name = "demo", Dataset = "rates", Store = "lake", ArgumentScript = script, Variables = variables };
        return new ScriptGenerator(_shell.Workspace, ScriptRunspace.Capture(), _listener).GenerateAsync(
            new GeneratorContext(plan, new Dataset { Name = "rates" }, new Store { Name = "lake" }, new DateOnly(2024, 1, 2), 0), cancellationToken);
    }

    private sealed class Listener : Sync.ISyncObserver
    {
        public List<string> Warnings { get; } = [];
        public void Debug(string message) { }
        public void Progress(Sync.SyncProgress progress) { }
        public void SliceDone(Plan plan, string slice, long rows) { }
        public void SliceFailed(Plan plan, Slice? slice, Failure failure) { }
        public void Verbose(string message) { }
        public void Warning(string message) => Warnings.Add(message);
    }
}
