using System;
using System.Collections.Generic;
using System.Data;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net.Http;
using System.Runtime.Serialization.Json;
using System.Threading.Tasks;
using System.Threading.Tasks.Dataflow;
using System.Web.Script.Serialization;
using System.Xml.Linq;

class Program
{
    static async Task<int> Doubled(int number)
    {
        var block = new TransformBlock<int, int>(n => n * 2);
        block.Post(number);
        return await block.ReceiveAsync();
    }

    static void Main()
    {
        var document = XElement.Parse("<list><item>3</item><item>4</item></list>");
        Console.WriteLine(document.Elements("item").Sum(item => (int)item));
        var table = new DataTable("people");
        table.Columns.Add("name", typeof(string));
        table.Rows.Add("Ada");
        Console.WriteLine(table.Rows[0]["name"]);
        Console.WriteLine(new JavaScriptSerializer().Serialize(new Dictionary<string, int> { { "one", 1 } }));
        using (var memory = new MemoryStream())
        {
            new DataContractJsonSerializer(typeof(int[])).WriteObject(memory, new[] { 1, 2 });
            using (var zipped = new GZipStream(memory, CompressionMode.Compress)) zipped.WriteByte(1);
        }
        Console.WriteLine(new HttpRequestMessage(HttpMethod.Get, "http://example.test/").Method);
        Console.WriteLine(Doubled(21).Result);
    }
}
