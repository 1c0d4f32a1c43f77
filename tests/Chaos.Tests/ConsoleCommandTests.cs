using System.Data.Common;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace SalesFlow.Chaos.Tests;

/// <summary>The commands of the host's console, run as the processes that an operator starts.</summary>
public sealed class ConsoleCommandTests
{
    private const string Password = "correct-horse-battery-9";

    [Fact]
    public async Task On_sqlite_a_changed_byte_of_the_stopped_products_log_is_found_and_its_place_named()
    {
        await using var host = await Host.Sqlite();
        var (tenant, _) = await host.Fill("owner@example.com");
        await host.Product.Stop();
        await using var database = new SqliteConnection($"Data Source={Path.Combine(host.Folder, "salesflow.db")};Pooling=False");
        await Verify(host, tenant, database);
    }

    [Fact]
    public async Task On_postgres_it_is_found_beside_the_running_product()
    {
        await using var host = await Host.Postgres();
        var (tenant, _) = await host.Fill("owner@example.com");
        await using var database = new NpgsqlConnection(host.Connection);
        await Verify(host, tenant, database);
    }

    [Fact]
    public async Task On_sqlite_the_owner_of_a_stopped_product_becomes_a_superadmin_and_nobody_else_does()
    {
        await using var host = await Host.Sqlite();
        await host.Fill("owner@example.com");
        Assert.Equal(HttpStatusCode.Forbidden, await host.Tenants("owner@example.com"));
        await host.Product.Stop();

        var unknown = await host.Product.Command("grant-superadmin", "nobody@example.com");
        Assert.Equal((1, "No account has this e-mail."), (unknown.Code, unknown.Error.Trim()));
        var granted = await host.Product.Command("grant-superadmin", " Owner@Example.com ");
        Assert.True(granted.Code == 0, granted.Error);
        Assert.Contains("Granted.", granted.Output, StringComparison.Ordinal);
        var again = await host.Product.Command("grant-superadmin", "owner@example.com");
        Assert.Equal(0, again.Code);

        await host.Product.Start();
        Assert.Equal(HttpStatusCode.OK, await host.Tenants("owner@example.com"));
        await Eventually(async () => await host.Grants("owner@example.com") > 0);
    }

    [Fact]
    public async Task On_postgres_it_is_granted_beside_the_running_product_by_a_process_that_is_no_silo()
    {
        await using var host = await Host.Postgres();
        await host.Fill("owner@example.com");
        await host.Register("other@example.com");
        var unknown = await host.Product.Command("grant-superadmin", "nobody@example.com", "--role", "web");
        Assert.Equal((1, "No account has this e-mail."), (unknown.Code, unknown.Error.Trim()));
        var granted = await host.Product.Command("grant-superadmin", "owner@example.com", "--role", "web");
        Assert.True(granted.Code == 0, granted.Error);
        Assert.Equal(HttpStatusCode.OK, await host.Tenants("owner@example.com"));
        Assert.Equal(HttpStatusCode.Forbidden, await host.Tenants("other@example.com"));

        var revoked = await host.Product.Command("revoke-superadmin", "owner@example.com", "--role", "web");
        Assert.True(revoked.Code == 0, revoked.Error);
        await Eventually(async () => await host.Tenants("owner@example.com") == HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("grant-superadmin")]
    [InlineData("grant-superadmin", "--role", "web")]
    [InlineData("revoke-superadmin")]
    [InlineData("grant-superadmn", "owner@example.com")]
    [InlineData("verify")]
    public async Task What_is_no_command_starts_nothing_and_says_which_there_are(params string[] arguments)
    {
        await using var host = await Host.Sqlite(start: false);
        var (code, _, error) = await host.Product.Command(arguments);
        Assert.Equal(64, code);
        Assert.Contains("grant-superadmin <e-mail>, revoke-superadmin <e-mail>", error, StringComparison.Ordinal);
        Assert.Contains("verify-audit [tenant]", error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(host.Folder));
    }

    [Fact]
    public async Task An_audit_log_that_is_nowhere_is_not_whole()
    {
        await using var host = await Host.Sqlite(start: false);
        var (code, _, error) = await host.Product.Command("verify-audit");
        Assert.Equal(78, code);
        Assert.Contains("SalesFlow:DataDirectory", error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(host.Folder));
    }

    private static async Task Verify(Host host, string tenant, DbConnection database)
    {
        var whole = await host.Product.Command("verify-audit");
        Assert.True(whole.Code == 0, whole.Output + whole.Error);
        Assert.Contains($"{tenant}: intact", whole.Output, StringComparison.Ordinal);
        var one = await host.Product.Command("verify-audit", tenant);
        Assert.Equal((0, 1), (one.Code, one.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        var nobody = await host.Product.Command("verify-audit", "no-such-tenant");
        Assert.Equal((1, "No company has this id."), (nobody.Code, nobody.Error.Trim()));

        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = $"UPDATE audit_logs SET event = substr(event, 1, length(event) - 1) || 'x' WHERE tenant = '{tenant}' AND seq = 3";
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
        var broken = await host.Product.Command("verify-audit");
        Assert.Equal(1, broken.Code);
        Assert.Contains($"{tenant}: BROKEN at entry 3 (changed), 2 entries before it are intact", broken.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await host.Product.Command("verify-audit", tenant)).Code);
    }

    /// <summary>A host with one product on it, and what is needed to speak to it.</summary>
    private sealed class Host : IAsyncDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("salesflow-console-");
        private readonly DirectoryInfo _logs = Directory.CreateTempSubdirectory("salesflow-console-logs-");
        private HttpClient _http = new();

        public string Folder => _folder.FullName;

        public string? Connection { get; private init; }

        public ProductProcess Product { get; private set; } = null!;

        public static async Task<Host> Sqlite(bool start = true) => await new Host().Begin([], start);

        public static async Task<Host> Postgres()
        {
            var host = new Host { Connection = await PostgresServer.NewDatabase() };
            return await host.Begin(
                new()
                {
                    ["SalesFlow:Storage:Provider"] = "postgres", ["SalesFlow:Storage:ConnectionString"] = host.Connection,
                    ["SalesFlow:Auth:SigningKey"] = new string('k', 48),
                },
                start: true);
        }

        /// <summary>A company with some entries in its log; gives its id and the owner's token once they are there.</summary>
        public async Task<(string Tenant, string Token)> Fill(string email)
        {
            var tokens = await Register(email);
            var token = tokens.GetProperty("accessToken").GetString()!;
            for (var i = 0; i < 3; i++)
                (await Send(HttpMethod.Post, "api/v1/leads", token, new { name = $"عميل {i}" })).EnsureSuccessStatusCode();
            await Eventually(async () =>
            {
                using var page = await Send(HttpMethod.Get, "api/v1/admin/audit-logs?entityType=lead", token, null);
                page.EnsureSuccessStatusCode();
                return (await page.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items").GetArrayLength() >= 3;
            });
            return (tokens.GetProperty("tenantId").GetString()!, token);
        }

        public async Task<JsonElement> Register(string email)
        {
            using var answer = await Send(HttpMethod.Post, "api/v1/auth/register", null, new { companyName = "شركة", fullName = "سارة", email, password = Password });
            answer.EnsureSuccessStatusCode();
            return await answer.Content.ReadFromJsonAsync<JsonElement>();
        }

        /// <summary>What the list of all companies answers to somebody who signs in now.</summary>
        public async Task<HttpStatusCode> Tenants(string email)
        {
            using var answer = await Send(HttpMethod.Get, "api/v1/admin/tenants", await Token(email), null);
            return answer.StatusCode;
        }

        /// <summary>How often the audit log of somebody's company tells that a superadmin was made.</summary>
        public async Task<int> Grants(string email)
        {
            using var answer = await Send(HttpMethod.Get, "api/v1/admin/audit-logs?action=superadmin_granted", await Token(email), null);
            answer.EnsureSuccessStatusCode();
            return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items").GetArrayLength();
        }

        private async Task<string?> Token(string email)
        {
            using var login = await Send(HttpMethod.Post, "api/v1/auth/login", null, new { email, password = Password });
            login.EnsureSuccessStatusCode();
            return (await login.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString();
        }

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await Product.DisposeAsync();
            if (Connection is not null) await PostgresServer.Drop(Connection);
            _folder.Delete(recursive: true);
            _logs.Delete(recursive: true);
        }

        private async Task<Host> Begin(Dictionary<string, string> settings, bool start)
        {
            settings["SalesFlow:DataDirectory"] = Folder;
            settings["SalesFlow:Demo"] = "false";
            settings["SalesFlow:ResponseTimeout"] = "00:00:30";
            Product = new ProductProcess("product", _logs.FullName, settings);
            _http = new HttpClient { BaseAddress = Product.Address, Timeout = TimeSpan.FromSeconds(60) };
            if (start) await Product.Start();
            return this;
        }

        private async Task<HttpResponseMessage> Send(HttpMethod method, string path, string? token, object? body)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return await _http.SendAsync(request);
        }
    }
}
