using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace SalesFlow.Chaos.Tests;

/// <summary>An import whose process is killed in the middle, again and again.</summary>
public sealed class ImportCrashTests
{
    private const int Rows = 6000, Kills = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task An_import_that_is_killed_in_the_middle_goes_on_and_makes_every_lead_once()
    {
        await using var services = await Services.Start();
        var folder = Directory.CreateTempSubdirectory("salesflow-import-");
        try
        {
            await using var product = new ProductProcess("product", folder.FullName, new Dictionary<string, string>
            {
                ["SalesFlow:Storage:Provider"] = "postgres",
                ["SalesFlow:Storage:ConnectionString"] = services.Postgres,
                ["SalesFlow:Auth:SigningKey"] = new string('k', 48),
                ["SalesFlow:DataDirectory"] = folder.FullName,
                ["SalesFlow:Demo"] = "false",
                // Small chunks, so that a kill finds one half written.
                ["SalesFlow:Imports:ChunkRows"] = "100",
            });
            await product.Start();
            using var owner = new HttpClient { BaseAddress = product.Address, Timeout = TimeSpan.FromSeconds(60) };
            await Register(owner);
            var job = await Import(owner);
            for (var kill = 1; kill <= Kills; kill++)
            {
                await Eventually(async () => (await Get(owner, job)).GetProperty("counts").GetProperty("read").GetInt32() >= Rows * kill / (Kills + 2), Limit);
                await product.Kill();
                await product.Start();
            }
            JsonElement done = default;
            await Eventually(async () => (done = await Get(owner, job)).GetProperty("state").GetString() != "importing", Limit);

            Assert.Equal("completed", done.GetProperty("state").GetString());
            var counts = done.GetProperty("counts");
            Assert.Equal((Rows, Rows * 9 / 10, Rows / 10), (Count("read"), Count("created"), Count("failed")));
            Assert.Equal(Rows * 9 / 10, await Scalar(services.Postgres, "SELECT count(*) FROM entities WHERE kind = 'lead'"));
            Assert.Equal(Rows * 9 / 10, await Scalar(services.Postgres, "SELECT count(*) FROM leads"));
            Assert.Equal(Rows * 9 / 10, await Scalar(services.Postgres, "SELECT count(DISTINCT phone) FROM leads"));
            Assert.Equal(Rows * 9 / 10, await Scalar(services.Postgres, "SELECT count(*) FROM events WHERE type = 'lead.created'"));
            var errors = (await owner.GetStringAsync(new Uri(job + "/errors", UriKind.Relative))).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            // Every bad row once, in order: what a killed process had written beyond its last report was cut off.
            Assert.Equal(Enumerable.Range(1, Rows).Where(n => n % 10 == 0).Select(n => n + 1),
                errors.Skip(1).Select(l => int.Parse(l[..l.IndexOf(',', StringComparison.Ordinal)], CultureInfo.InvariantCulture)));

            int Count(string name) => counts.GetProperty(name).GetInt32();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task Register(HttpClient owner)
    {
        var answer = await owner.PostAsJsonAsync("/api/v1/auth/register",
            new { companyName = "شركة", fullName = "سارة", email = "owner@example.com", password = "correct horse battery" });
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString();
        owner.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private static async Task<string> Import(HttpClient owner)
    {
        var text = new StringBuilder("name,phone\n");
        for (var n = 1; n <= Rows; n++) text.Append(CultureInfo.InvariantCulture, $"عميل {n},{(n % 10 == 0 ? "bad" : $"05{n:00000000}")}\n");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(text.ToString())), "file", "leads.csv" } };
        var answer = await owner.PostAsync(new Uri("/api/v1/leads/import", UriKind.Relative), form);
        answer.EnsureSuccessStatusCode();
        return answer.Headers.Location!.ToString();
    }

    private static async Task<JsonElement> Get(HttpClient owner, string job)
    {
        using var answer = await owner.GetAsync(new Uri(job, UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<long> Scalar(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
