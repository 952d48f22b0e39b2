using System.Text.Json.Nodes;
using DataSync.Conformance.Tests.Stores;
using DataSync.Stores;
using Xunit;

namespace DataSync.Conformance.Tests.Faults;

/// <summary>How connections are protected, with a certificate for the name localhost that an authority of the tests has signed.</summary>
public sealed class TlsTests
{
    private static readonly Row A1 = new("A", "20240102", 1);

    public static TheoryData<string, string, string, string?, bool> Cases()
    {
        var data = new TheoryData<string, string, string, string?, bool>();
        foreach (var kind in DatabaseTable.DatabaseKinds)
        {
            data.Add(kind, "Require", "127.0.0.1", null, true);
            data.Add(kind, "VerifyCa", "127.0.0.1", "root", true);
            data.Add(kind, "VerifyCa", "127.0.0.1", "other", false);
            data.Add(kind, "VerifyCa", "localhost", null, false); // the system knows no such authority
            data.Add(kind, "VerifyFull", "localhost", "root", true);
            data.Add(kind, "VerifyFull", "127.0.0.1", "root", false);
            data.Add(kind, "VerifyFull", "localhost", "other", false);
        }
        return data;
    }

    public static TheoryData<string> Kinds() => [.. DatabaseTable.DatabaseKinds];

    [Theory, MemberData(nameof(Cases))]
    public async Task A_connection_is_protected_as_the_store_says(string kind, string tls, string host, string? authority, bool isTrusted)
    {
        await using var table = await DatabaseTable.CreateAsync(kind);
        await using var proxy = Proxy(kind);
        var settings = new JsonObject { ["Tls"] = tls };
        if (authority is not null) settings["RootCertificate"] = PathOf(authority + ".pem");
        await using var store = StoreTable.Open(Define(table, proxy, host) with { Settings = settings });
        if (isTrusted)
        {
            await using (var writer = await store.OpenWriterAsync(StoreTable.Spec(kind, WriteMode.Upsert), CancellationToken.None))
            {
                await writer.WriteAsync(StoreTable.Day("20240102", A1), CancellationToken.None);
                await writer.CompleteAsync(CancellationToken.None);
            }
            Assert.Equal(Row.Sorted(A1), await table.ReadAsync());
            return;
        }
        var error = await Assert.ThrowsAsync<DataSyncException>(() => store.GetStateAsync(StoreTable.Name, CancellationToken.None));
        Assert.Equal("StoreNotTrusted", error.Id);
        Assert.Contains("RootCertificate", error.Advice);
        Assert.True(await store.TestAsync(CancellationToken.None) is { Reachable: true, Writable: false, Message: not null });
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_client_s_certificate_is_shown(string kind)
    {
        await using var table = await DatabaseTable.CreateAsync(kind);
        await using var proxy = Proxy(kind);
        var (server, database) = (TestServer.Get(kind), table.Definition.Database!);
        var user = kind switch { "PostgreSql" => "certified", "MySql" => $"c{database[..20]}", _ => "default" };
        if (kind == "PostgreSql") await server.ExecuteAsync($"DO $$ BEGIN CREATE ROLE {user} LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$; GRANT ALL ON DATABASE {database} TO {user}; GRANT ALL ON SCHEMA public TO {user}", database);
        if (kind == "MySql") await server.ExecuteAsync($"CREATE USER '{user}'@'%' REQUIRE SUBJECT '/CN=certified'; GRANT ALL ON {database}.* TO '{user}'@'%'");
        try
        {
            var definition = Define(table, proxy, "localhost") with { User = user };
            var settings = new JsonObject { ["Tls"] = "VerifyFull", ["RootCertificate"] = PathOf("root.pem") };
            if (kind != "ClickHouse")
            {
                await using var without = StoreTable.Open(definition with { Settings = settings.DeepClone().AsObject() });
                Assert.Equal("StoreLoginFailed", (await Assert.ThrowsAsync<DataSyncException>(() => without.GetStateAsync(StoreTable.Name, CancellationToken.None))).Id);
            }
            settings["ClientCertificate"] = PathOf("certified.pem");
            settings["ClientKey"] = PathOf("certified.key");
            await using var store = StoreTable.Open(definition with { Settings = settings });
            Assert.Null(await store.GetStateAsync(StoreTable.Name, CancellationToken.None));
            if (proxy is not null) Assert.Equal("certified", proxy.Client);
        }
        finally
        {
            if (kind == "MySql") await server.ExecuteAsync($"DROP USER '{user}'@'%'");
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_certificate_that_is_not_there_is_named(string kind)
    {
        await using var store = StoreTable.Open(TestServer.Get(kind).Define("d") with { Settings = new() { ["Tls"] = "VerifyCa", ["RootCertificate"] = "nowhere/root.pem" } });
        var error = await Assert.ThrowsAsync<DataSyncException>(() => store.GetStateAsync(StoreTable.Name, CancellationToken.None));
        Assert.Equal("CertificateNotFound", error.Id);
        Assert.Contains(Path.Combine(AppContext.BaseDirectory, "nowhere", "root.pem"), error.Message);
    }

    private static TlsProxy? Proxy(string kind) => kind == "ClickHouse" ? new TlsProxy(TestServer.Get(kind).Address, PathOf("localhost.pem"), PathOf("localhost.key")) : null;

    private static Store Define(DatabaseTable table, TlsProxy? proxy, string host) => table.Definition with { Server = $"{host}:{(proxy is null ? table.Definition.Server!.Split(':')[1] : proxy.Port)}" };

    private static string PathOf(string name) => Path.Combine(TestServer.Folder, "tls", name);
}
