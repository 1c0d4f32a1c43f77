using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using SalesFlow.Agents.Sectors;
using SalesFlow.Agents.SemanticKernel;
using SalesFlow.Knowledge;

namespace SalesFlow.Agents.Tests;

/// <summary>What is known of sectors, and where vectors come from.</summary>
public sealed class SectorTests
{
    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, "sectors");

    [Fact]
    public void Ten_sectors_and_the_general_one_are_whole_in_both_languages()
    {
        var library = SectorLibrary.Load(Shipped);
        Assert.Equal(
            ["automotive", "beauty", "construction", "ecommerce", "education", "healthcare", "legal", "real_estate", "restaurants", "retail", "general"],
            library.All.Select(s => s.Code));
        // Everybody's sixteen stand behind a sector's own.
        Assert.Equal(16, library.Find("general")!.Objections.Count);
        Assert.All(library.All.Where(s => s.Code != "general"), s => Assert.InRange(s.Objections.Count, 17, 100));
        Assert.Null(library.Find("mining"));
        Assert.Null(library.Find(null));
    }

    [Fact]
    public void Nothing_is_promised_and_no_figure_is_without_a_basis()
    {
        foreach (var s in SectorLibrary.Load(Shipped).All)
        {
            var b = s.Benchmarks;
            if (b.Basis is null) Assert.True(b is { TypicalSalesCycleDays: null, AverageDealSizeSar: null, ConversionRateBenchmark: null }, s.Code);
            var told = s.ValuePoints.Concat(s.TalkingPoints.Select(t => t.Point)).Concat(s.Objections.Select(o => o.Response));
            // The only share that may be told is the one of the price list.
            Assert.All(told, t => Assert.DoesNotMatch(@"\d+\s?%", t.En.Replace("saves 20%", "", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("{ \"code\": \"x\",\n  \"unknown\": 1 }", "general.json:2")]
    [InlineData("{ broken", "general.json:1")]
    public void A_wrong_file_is_named_with_its_line(string json, string place)
    {
        using var folder = new Folder(json);
        Assert.Contains(place, Assert.Throws<InvalidOperationException>(() => SectorLibrary.Load(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"category\": \"price\"", "\"category\": \"weather\"", "objections.category")]
    [InlineData("\"code\": \"general\"", "\"code\": \"other\"", "code")]
    [InlineData("\"averageDealSizeSar\": null", "\"averageDealSizeSar\": 5000", "benchmarks.basis")]
    public void What_cannot_be_is_named(string text, string instead, string field)
    {
        using var folder = new Folder(File.ReadAllText(Path.Combine(Shipped, "general.json")).Replace(text, instead, StringComparison.Ordinal));
        Assert.Contains(field, Assert.Throws<InvalidOperationException>(() => SectorLibrary.Load(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Embeddings_are_off_without_a_model_and_say_what_is_missing_with_one()
    {
        Assert.Null(EmbeddingOptions.Read(Settings()));
        Assert.Contains("Agents:OpenAI:Endpoint", Assert.Throws<InvalidOperationException>(() => EmbeddingOptions.Read(Settings(("Agents:Embeddings:Model", "m")))).Message, StringComparison.Ordinal);
        var options = EmbeddingOptions.Read(Settings(("Agents:Embeddings:Model", "m"), ("Agents:OpenAI:Endpoint", "http://localhost/v1"), ("Agents:OpenAI:ApiKey", "secret-key")))!;
        Assert.DoesNotContain("secret-key", options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vectors_come_in_the_order_of_their_texts_and_a_refusal_is_told()
    {
        using var server = new HttpListener();
        var port = Free();
        server.Prefixes.Add($"http://127.0.0.1:{port}/");
        server.Start();
        var answers = new Queue<(int Status, string Body)>(
        [
            (200, """{"object":"list","model":"m","data":[{"object":"embedding","index":1,"embedding":[0,1]},{"object":"embedding","index":0,"embedding":[1,0]}],"usage":{"prompt_tokens":2,"total_tokens":2}}"""),
            (429, """{"error":{"message":"slow down"}}"""),
        ]);
        var serving = Task.Run(async () =>
        {
            while (answers.TryDequeue(out var answer))
            {
                var context = await server.GetContextAsync();
                context.Response.StatusCode = answer.Status;
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(answer.Body));
                context.Response.Close();
            }
        });
        var embedder = new OpenAIEmbedder(new EmbeddingOptions(new Uri($"http://127.0.0.1:{port}/v1"), "key", "m"));
        var vectors = await embedder.Embed(["a", "b"], CancellationToken.None);
        Assert.Equal([1f, 0f], vectors[0].ToArray().AsEnumerable());
        Assert.Contains("429", (await Assert.ThrowsAsync<EmbeddingException>(() => embedder.Embed(["a"], CancellationToken.None))).Message, StringComparison.Ordinal);
        await serving;
    }

    private static int Free()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static IConfiguration Settings(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>(s.Key, s.Value))).Build();

    private sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("salesflow-sectors-");

        public Folder(string general) => File.WriteAllText(System.IO.Path.Combine(Path, "general.json"), general);

        public string Path => _folder.FullName;

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
